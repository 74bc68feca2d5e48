import type { Cause, Evidence } from '../cause.ts';
import { pythonFailure } from '../python-failure.ts';
import { causeAt } from '../say.ts';
import { capital } from '../say.ts';
import type { PythonError } from '../traceback.ts';

const ASKED: readonly RegExp[] = [
  /^\[Errno 2\] No such file or directory: '([^']+)'/,
  /^\[Errno 21\] Is a directory: '([^']+)'/,
  /SavedModel file does not exist at: ([^\s{]+)/,
  /Load model from (\S+) failed/,
  /(?:File not found: filepath=|Unable to open file .*name = ')([^'\s,]+)/,
  /Opening (\S+) failed: No such file or directory/,
  /Model (\S+) not found in cache/,
];
const MODELS = /(^|\/)azureml-models(\/|$)/;
const SHOWN_FILES = 12;

/** A path of the model that is not where the script looks for it. */
export const modelMissing: Cause = {
  id: 'model-missing',
  title: 'The model file is not where the script looks for it',
  meaning:
    'The entry script opens a path below `AZUREML_MODEL_DIR` that is not there. A registered folder keeps its own name in the path (`outputs/model.pkl` is then `outputs/model.pkl` below the version, not `model.pkl`). With one model the variable names the folder of its version; with several models it names the folder above all of them.',
  remedy:
    'Use the path that the message names. The files below `AZUREML_MODEL_DIR` are listed under the message.',
  async match(evidence) {
    const root = evidence.image?.env.get('AZUREML_MODEL_DIR');
    for (const error of pythonFailure(evidence)?.errors ?? []) {
      const asked = pathAsked(error);
      if (asked === undefined) continue;
      const files = root === undefined ? undefined : await evidence.look.tree(root);
      const below = (files ?? []).map((file) => relative(file, root ?? ''));
      const match = matchOf(asked, below);
      const isOfModel = MODELS.test(asked) || (root !== undefined && asked.startsWith(root));
      // Another file that is missing is the script's own matter.
      if (!isOfModel && match === undefined) continue;
      return causeAt(error, evidence, words({ asked, root, below, match }, evidence));
    }
    return undefined;
  },
};

function pathAsked({ text }: PythonError): string | undefined {
  for (const pattern of ASKED) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

type Found = {
  readonly asked: string;
  readonly root: string | undefined;
  readonly below: readonly string[];
  readonly match: string | undefined;
};

function words({ asked, root, below, match }: Found, _evidence: Evidence) {
  const isFolder = below.some((file) =>
    `${root}/${file}`.startsWith(`${asked.replace(/\/$/, '')}/`),
  );
  const what = isFolder ? `${asked} is a folder, not a file` : `there is no ${asked}`;
  const more = below.slice(0, SHOWN_FILES);
  const rest = below.length > more.length ? [`… and ${below.length - more.length} more`] : [];
  const tree =
    below.length === 0 ? [] : [`Files below ${root}:`, ...more.map((file) => `  ${file}`), ...rest];
  const act =
    match === undefined
      ? 'No file of the registered model has this name: register it, or correct the path.'
      : `The file is ${root}/${match}: use ${joined(match)}`;
  return { id: modelMissing.id, what, act: capital(act), more: tree };
}

/** The file that was meant: of the same name, else the only one of the same kind. */
function matchOf(asked: string, below: readonly string[]): string | undefined {
  const name = baseName(asked);
  const same = below.filter((file) => baseName(file) === name);
  if (same.length > 0) return same.toSorted((a, b) => a.length - b.length)[0];
  const kind = /\.\w+$/.exec(name)?.[0];
  const ofKind = below.filter((file) => kind !== undefined && file.endsWith(kind));
  if (ofKind.length === 1) return ofKind[0];
  return below.length === 1 && kind === undefined ? below[0] : undefined;
}

function joined(path: string): string {
  const parts = path.split('/').map((part) => JSON.stringify(part));
  return `os.path.join(os.environ["AZUREML_MODEL_DIR"], ${parts.join(', ')})`;
}

function relative(path: string, root: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
