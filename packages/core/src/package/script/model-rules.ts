import { imagePaths } from '../../image/paths.ts';
import type { ModelVersion } from '../../model/types.ts';
import type { LayoutChoice } from '../plan/model-layout.ts';
import type { Finding } from './finding.ts';
import type { ScriptFacts } from './look-facts.ts';

const SHOWN = 8;

/** Where a script looks for models in a way that this package's models do not have. */
export function modelFindings(
  facts: ScriptFacts,
  file: string,
  models: readonly ModelVersion[],
): Finding[] {
  const [only, ...others] = models;
  if (only === undefined) return [];
  return [
    ...facts.joins.flatMap((join) => {
      const found = others.length === 0 ? lookIn(only, join) : lookInAll(models, join);
      if (found === undefined) return [];
      const { line, column } = join;
      return [{ ...found, severity: 'warning' as const, place: { file, line, column } }];
    }),
    ...facts.lookups.flatMap((lookup): Finding[] => {
      const message = lookupFault(lookup, models);
      const { line, column } = lookup;
      if (message === undefined) return [];
      return [{ id: 'model-name', severity: 'warning', message, place: { file, line, column } }];
    }),
  ];
}

type Join = { readonly path: string; readonly more: boolean };
type Found = Pick<Finding, 'id' | 'message'>;

function lookIn(model: ModelVersion, join: Join, above = ''): Found | undefined {
  if (has(model, join)) return undefined;
  const own = paths(model, join.path).map((path) => JSON.stringify(`${above}${path}`));
  const instead = own.length === 0 ? 'correct the path' : `write ${own.join(' or ')}`;
  const message = `${model.id} has no ${join.path}, which is joined to AZUREML_MODEL_DIR; ${instead}. It holds ${tree(model)}`;
  return { id: 'model-file', message };
}

function lookInAll(models: readonly ModelVersion[], join: Join): Found | undefined {
  const [name = '', version, ...rest] = join.path.split('/');
  const named = models.filter((model) => model.name === name);
  if (named.length === 0) {
    if (join.more && models.some((model) => model.name.startsWith(join.path))) return undefined;
    const places = models.flatMap((model) =>
      paths(model, join.path).map((path) =>
        JSON.stringify(`${model.name}/${model.version}/${path}`),
      ),
    );
    const instead = places.length === 0 ? '"<model>/<version>/…"' : places.join(' or ');
    const message = `${join.path} is joined to AZUREML_MODEL_DIR as with one model; with ${models.length} models it is the folder of them all: write ${instead}`;
    return { id: 'single-model-path', message };
  }
  if (version === undefined || (join.more && rest.length === 0)) return undefined;
  const model = named.find((candidate) => candidate.version === version);
  if (model === undefined) {
    const there = named.map((candidate) => candidate.version).join(', ');
    const message = `the package has version ${there} of ${name}, not ${version}; read the folder's name, or correct it`;
    return { id: 'model-file', message };
  }
  const inside = { path: rest.join('/'), more: join.more };
  return inside.path === '' || has(model, inside)
    ? undefined
    : lookIn(model, inside, `${name}/${version}/`);
}

function has({ files }: ModelVersion, { path, more }: Join): boolean {
  // A version without a list of files has more than a manifest can say.
  if (files.length === 0) return true;
  return files.some(
    (file) =>
      file.path === path ||
      file.path.startsWith(`${path}/`) ||
      (more && file.path.startsWith(path)),
  );
}

/** Files of a model that have the name that a path ends in. */
function paths(model: ModelVersion, path: string): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const same = model.files.filter((file) => `/${file.path}`.endsWith(`/${name}`));
  return same.map((file) => file.path).slice(0, 3);
}

function tree({ files }: ModelVersion): string {
  const shown = files.slice(0, SHOWN).map((file) => file.path);
  const left = files.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

type Lookup = { readonly name: string | null; readonly version: number | null };

function lookupFault(
  { name, version }: Lookup,
  models: readonly ModelVersion[],
): string | undefined {
  if (name === null) return undefined;
  const call = `Model.get_model_path(${JSON.stringify(name)}${version === null ? '' : `, version=${version}`})`;
  const ids = models.map((model) => model.id).join(', ');
  const named = models.filter((model) => model.name === name);
  if (named.length === 0) {
    return `${call}: the package has ${ids}; name one of them, or package ${name} too`;
  }
  const wanted = named.filter((model) => version === null || model.version === String(version));
  if (wanted.length === 0) return `${call}: the package has ${ids}; correct the version`;
  const [model] = wanted;
  const entries = new Set(model?.files.map((file) => file.path.split('/')[0]));
  if (wanted.length > 1 || entries.size < 2) return undefined;
  return `${call} wants exactly one file or folder in the model, and ${model?.id ?? ''} has ${[...entries].join(', ')}; register their folder, or join os.environ["AZUREML_MODEL_DIR"] with the file's name`;
}

/** Walks that meet a link on their way to a model and pass it by, as `what (file:line)`. */
export function blockedWalks(
  facts: ScriptFacts,
  file: string,
  models: readonly ModelVersion[],
): readonly { readonly text: string; readonly finding: Finding }[] {
  return facts.walks
    .filter(({ root }) => (root === null ? models.length > 1 : isAbove(root)))
    .map(({ what, line, column }) => ({
      text: `${what} (${file}:${line})`,
      finding: {
        id: 'walk-links',
        severity: 'warning',
        message: `${what} does not follow the links to the models; set model-layout to copied`,
        place: { file, line, column },
      },
    }));
}

/** Whether a walk that starts there goes through the folder of the models. */
function isAbove(root: string): boolean {
  const clean = root.replace(/\/+$/, '');
  const folder = clean.startsWith('/')
    ? clean
    : `${imagePaths.appRoot}/${clean.replace(/^\.\/?/, '')}`;
  const inside = `${folder.replace(/\/+$/, '')}/`;
  const { azuremlModels } = imagePaths;
  if (`${azuremlModels}/`.startsWith(inside)) return true;
  // Below it a walk may start at the model's name, whose versions are links; not at a version.
  return (
    inside.startsWith(`${azuremlModels}/`) &&
    inside.slice(azuremlModels.length).split('/').length === 3
  );
}

/** What is said of such walks where the user wants links all the same. */
export function walkFindings(
  walks: readonly { readonly finding: Finding }[],
  choice: LayoutChoice,
): Finding[] {
  return choice === 'linked' ? walks.map(({ finding }) => finding) : [];
}
