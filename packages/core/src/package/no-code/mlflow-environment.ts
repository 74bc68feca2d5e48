import { posix } from 'node:path';
import { InputError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { parseConfigText } from '../config/config-file.ts';
import type { ConfigFile } from '../config/config-value.ts';
import type { CondaSource } from '../environment/conda.ts';
import { normalizeName, parsePipLine } from '../environment/pip-requirement.ts';
import { isRecord } from '../inference/key-rules.ts';
import type { ModelFiles } from './model-files.ts';
import { condaOf } from './requirements.ts';

/** What an MLmodel file says that serving needs. */
type Description = {
  readonly mlflowVersion: string | undefined;
  readonly pythonVersion: string | undefined;
  /** Names of environment files in the model folder. */
  readonly conda: string;
  readonly virtualenv: string;
};

/**
 * The environment of an MLflow model folder, as a conda environment: its conda.yaml, else its
 * python_env.yaml or requirements.txt with the Python that it was saved with. BAD_FILE when MLmodel
 * is broken or has no `python_function`.
 */
export async function mlflowEnvironment(
  files: ModelFiles,
  folder: string,
  log: Pick<Log, 'info'>,
): Promise<CondaSource> {
  const at = (name: string): string => posix.join(folder, name);
  const shown = (name: string): string => `${files.shownAs}/${at(name)}`;
  const first = await files.read([at('MLmodel')]);
  const text = first.get(at('MLmodel')) ?? '';
  const description = await describe(text, shown('MLmodel'));
  const { conda, virtualenv } = description;
  const texts = await files.read([conda, virtualenv, 'requirements.txt'].map(at));
  const condaText = texts.get(at(conda));
  if (condaText !== undefined) {
    log.info(`The environment is that of ${shown(conda)}.`);
    return withPython(
      { config: await parseConfigText(condaText, shown(conda)), path: [] },
      description,
    );
  }
  const requirements = texts.get(at('requirements.txt'));
  const environment = texts.get(at(virtualenv));
  const python =
    environment === undefined
      ? undefined
      : textIn((await parseConfigText(environment, shown(virtualenv))).value, 'python');
  const lines = requirements?.split(/\r?\n/) ?? [];
  log.info(
    requirements === undefined
      ? `${shown('MLmodel')} brings no environment: MLflow alone is installed.`
      : `The environment is that of ${shown('requirements.txt')}.`,
  );
  return condaOf(
    withMlflow(lines, description.mlflowVersion),
    shown(requirements === undefined ? 'MLmodel' : 'requirements.txt'),
    minorOf(python ?? description.pythonVersion),
  );
}

async function describe(text: string, file: string): Promise<Description> {
  const { parseYamlText } = await import('../config/yaml-text.ts');
  const config = parseYamlText(text, file);
  const pyfunc = memberOf(memberOf(config.value, 'flavors'), 'python_function');
  if (!isRecord(pyfunc)) {
    const message =
      'this model has no python_function flavor, which serving it needs; save it with a library that MLflow can serve from Python, or write an entry script';
    throw new InputError('BAD_FILE', [{ message, place: config.placeOf(['flavors']) }]);
  }
  // A text in MLflow 1, a map since 2.0.
  const env = typeof pyfunc.env === 'string' ? { conda: pyfunc.env } : pyfunc.env;
  return {
    mlflowVersion: textIn(config.value, 'mlflow_version'),
    pythonVersion: textIn(pyfunc, 'python_version'),
    conda: textIn(env, 'conda') ?? 'conda.yaml',
    virtualenv: textIn(env, 'virtualenv') ?? 'python_env.yaml',
  };
}

/** The same environment, with the Python of MLmodel where the file names none. */
function withPython(source: CondaSource, description: Description): CondaSource {
  const { config } = source;
  const { value } = config;
  const listed = memberOf(value, 'dependencies');
  const dependencies: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const hasPython = dependencies.some((entry) => /^python\b/.test(String(entry)));
  const python = minorOf(description.pythonVersion);
  if (hasPython || python === undefined || !isRecord(value)) return source;
  const completed: ConfigFile = {
    ...config,
    value: { ...value, dependencies: [...dependencies, `python=${python}`] },
  };
  return { config: completed, path: [] };
}

/** The lines as they stand, with MLflow at the end where they lack it. */
function withMlflow(lines: readonly string[], version: string | undefined): string[] {
  const hasMlflow = lines.some((line) => {
    const parsed = parsePipLine(line);
    const name = 'name' in parsed && parsed.name !== undefined ? normalizeName(parsed.name) : '';
    return name === 'mlflow' || name === 'mlflow-skinny';
  });
  if (hasMlflow) return [...lines];
  return [...lines, version === undefined ? 'mlflow' : `mlflow==${version}`];
}

function minorOf(version: string | undefined): string | undefined {
  return /^\d+\.\d+/.exec(version ?? '')?.[0];
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function textIn(value: unknown, key: string): string | undefined {
  const member = memberOf(value, key);
  return typeof member === 'string' || typeof member === 'number' ? String(member) : undefined;
}
