import { posix } from 'node:path';
import type { Fault } from '../../errors.ts';
import type { ModelFramework } from '../../model/framework.ts';
import type { ModelFiles } from './model-files.ts';

/** A model that can be served without an entry script. Paths are below `AZUREML_MODEL_DIR`. */
export type ServedModel =
  | { readonly kind: 'scikit-learn'; readonly path: string; readonly version: string }
  | { readonly kind: 'onnx'; readonly path: string; readonly version: string | undefined }
  | { readonly kind: 'tensorflow'; readonly path: string; readonly version: string }
  | { readonly kind: 'mlflow'; readonly path: string };

export type Spell = (inputName: string) => string;

type Kind = ServedModel['kind'];

/** What a model of each kind is found by. */
const marks = {
  mlflow: { file: /(^|\/)MLmodel$/, what: 'an MLmodel file' },
  onnx: { file: /\.onnx$/i, what: 'one .onnx file' },
  tensorflow: { file: /(^|\/)saved_model\.pb(txt)?$/, what: 'a saved_model.pb' },
  'scikit-learn': { file: /\.(pkl|pickle|joblib)$/i, what: 'one .joblib or .pkl file' },
} as const satisfies Record<Kind, { readonly file: RegExp; readonly what: string }>;

/** In the order of looking: only these say by their content what they need. */
const detectable = ['mlflow', 'onnx', 'tensorflow'] as const;

const VERSION = /^\d+(\.\d+)*((a|b|rc|\.post|\.dev)\d+)*$/;

/**
 * Finds what a model is, by the framework that was named or by its files, or why it cannot be served
 * without an entry script and both ways out.
 */
export function findServedModel(
  files: ModelFiles,
  framework: ModelFramework | undefined,
  spell: Spell,
): { readonly model: ServedModel } | { readonly fault: Fault } {
  const key = spell('model-framework');
  const fault = (message: string) => ({ fault: { message, place: { key } } });
  const kind = framework === undefined ? detect(files) : framework.name;
  if (kind === undefined) return fault(whyUnknown(files, spell));
  if (!isServed(kind)) {
    const message = `a ${kind} model cannot be served without an entry script; name ${spell('inference-config')}, or save it as ONNX or with MLflow`;
    return fault(message);
  }
  const found = outermost(files.paths.filter((path) => marks[kind].file.test(path)));
  const [path, ...others] = found;
  if (path === undefined) {
    const message = `${files.shownAs} has no such model: ${kind} needs ${marks[kind].what}, and it holds ${shortList(files.paths)}; correct ${key}, or name ${spell('inference-config')}`;
    return fault(message);
  }
  if (others.length > 0) {
    const message = `${files.shownAs} has several: ${shortList(found)}; ${kind} is served from one, so register that alone, or name ${spell('inference-config')}`;
    return fault(message);
  }
  return withVersion(kind, path, { version: framework?.version, spell });
}

function withVersion(
  kind: Kind,
  path: string,
  given: { readonly version: string | undefined; readonly spell: Spell },
): { readonly model: ServedModel } | { readonly fault: Fault } {
  const { version, spell } = given;
  const key = spell('model-framework-version');
  const fault = (message: string) => ({ fault: { message, place: { key } } });
  if (version !== undefined && !VERSION.test(version)) {
    return fault(`${JSON.stringify(version)} is not a version; write it like 1.7.2`);
  }
  switch (kind) {
    case 'mlflow': {
      if (version === undefined) return { model: { kind, path: posix.dirname(path) } };
      const message = 'an MLflow model brings the versions it needs; leave this out';
      return fault(message);
    }
    case 'onnx':
      return { model: { kind, path, version } };
    case 'tensorflow':
    case 'scikit-learn': {
      if (version === undefined) {
        return fault(`a ${kind} model needs the version that it was saved with, like 1.7.2`);
      }
      const at = kind === 'tensorflow' ? posix.dirname(path) : path;
      return { model: { kind, path: at, version } };
    }
    default:
      return kind satisfies never;
  }
}

function detect(files: ModelFiles): Kind | undefined {
  return detectable.find((kind) => files.paths.some((path) => marks[kind].file.test(path)));
}

function whyUnknown(files: ModelFiles, spell: Spell): string {
  const pickle = files.paths.find((path) => marks['scikit-learn'].file.test(path));
  const framework = spell('model-framework');
  const version = spell('model-framework-version');
  const start = `${files.shownAs} has no entry script`;
  const config = `name ${spell('inference-config')}`;
  if (pickle !== undefined) {
    return `${start}, and ${pickle} does not say which library reads it; ${config}, or ${framework} scikit-learn with ${version}`;
  }
  return `${start}, and its files (${shortList(files.paths)}) are no MLflow, ONNX or TensorFlow model; ${config}, or ${framework}`;
}

function isServed(name: string): name is Kind {
  return Object.hasOwn(marks, name);
}

/** Those that lie in the fewest folders: a model may hold others among its parts. */
function outermost(paths: readonly string[]): string[] {
  const depth = (path: string): number => path.split('/').length;
  const least = Math.min(...paths.map(depth));
  return paths.filter((path) => depth(path) === least);
}

const SHOWN = 5;

function shortList(paths: readonly string[]): string {
  if (paths.length === 0) return 'no file';
  const rest = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  return `${paths.slice(0, SHOWN).join(', ')}${rest}`;
}
