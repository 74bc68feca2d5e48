import path from 'node:path';
import { stat } from 'node:fs/promises';
import type { Fault, Place } from '../../errors.ts';
import { imagePaths } from '../../image/paths.ts';
import type { Log } from '../../log.ts';
import { readConfigFile } from '../config/config-file.ts';
import { readTextFile } from '../config/text-file.ts';
import { readCondaFile } from './conda-file.ts';
import type { Requirement } from './pip-requirement.ts';
import { parsePipLine } from './pip-requirement.ts';

/**
 * Variables that let a prebuilt image install at its start, the first that is set wins; its start
 * script ends with the exit code when what they name is not there.
 */
const extensionVariables = [
  { name: 'AZUREML_EXTRA_PYTHON_LIB_PATH', kind: 'library', exitCode: 97 },
  { name: 'AZUREML_EXTRA_CONDA_YAML_ABS_PATH', kind: 'conda', exitCode: 98 },
  { name: 'AZUREML_EXTRA_CONDA_YAML', kind: 'conda', exitCode: 98 },
  { name: 'AZUREML_EXTRA_REQUIREMENTS_TXT', kind: 'requirements', exitCode: 99 },
] as const;

const SCRIPT = 'AZUREML_ENTRY_SCRIPT';

export type Extensions = {
  /** What is installed when the image is built, instead of at its start. */
  readonly requirements: readonly Requirement[];
  /** The variables that stay. */
  readonly variables: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
};

export type ExtensionRequest = {
  readonly variables: Readonly<Record<string, string>>;
  /** The configuration file, for places. */
  readonly file: string;
  /** The entry script, and the folder that goes into the image. */
  readonly entryScript: string;
  readonly sourceDirectory?: string;
};

type Found = { readonly name: string; readonly value: string; readonly place: Place };

/**
 * Understands the variables by which prebuilt images are extended: files that they name are read
 * now, so that nothing is installed at the start; a folder of modules comes into PYTHONPATH.
 */
export async function readExtensions(
  request: ExtensionRequest,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<Extensions> {
  const { variables } = request;
  const absolute = absoluteScript(request);
  const set = extensionVariables.filter(({ name }) => (variables[name] ?? '') !== '');
  const [first, ...others] = set;
  if (first === undefined) return { requirements: [], variables, faults: absolute };
  for (const { name } of others) {
    log.warn(
      `${name} is ignored: a prebuilt image takes ${first.name} alone`,
      placeOf(request, name),
    );
  }
  const kept = Object.fromEntries(
    Object.entries(variables).filter(([name]) => !set.some((one) => one.name === name)),
  );
  const found = {
    name: first.name,
    value: variables[first.name] ?? '',
    place: placeOf(request, first.name),
  };
  const target = locate(found, request);
  if (target === undefined || !(await exists(target, first.kind))) {
    const shown = JSON.stringify(found.value);
    const message = `${first.name} names ${shown}, which is not in the code beside the entry script: a prebuilt image would end with exit code ${first.exitCode}; give a path from the entry script's folder to what lies there`;
    return {
      requirements: [],
      variables: kept,
      faults: [...absolute, { message, place: found.place }],
    };
  }
  const read = await readers[first.kind](target, { found, request, log });
  return {
    requirements: read.requirements,
    variables: { ...kept, ...read.variables },
    faults: [...absolute, ...read.faults],
  };
}

/** An absolute entry script, which sends the start script of a prebuilt image to a wrong folder. */
function absoluteScript(request: ExtensionRequest): Fault[] {
  const value = request.variables[SCRIPT];
  if (value === undefined || !value.startsWith('/')) return [];
  const message = `${SCRIPT} is the absolute path ${value}: a prebuilt image takes it as below ${imagePaths.appRoot} and looks for everything in the wrong folder; leave it out, entryScript sets it`;
  return [{ message, place: placeOf(request, SCRIPT) }];
}

function placeOf({ file }: ExtensionRequest, name: string): Place {
  return { file, key: `environment.environmentVariables.${name}` };
}

/** Where the file is on this machine; undefined outside the code. */
function locate({ value }: Found, request: ExtensionRequest): string | undefined {
  const { entryScript, sourceDirectory } = request;
  const folder = path.dirname(entryScript);
  const root = sourceDirectory ?? folder;
  const inImage = `${imagePaths.appRoot}/${sourceDirectory === undefined ? '' : `${path.basename(sourceDirectory)}/`}`;
  const relative = value.startsWith(inImage)
    ? path.join(root, value.slice(inImage.length))
    : path.resolve(folder, value);
  const inside = path.relative(root, relative);
  return inside.startsWith('..') || path.isAbsolute(inside) ? undefined : relative;
}

async function exists(target: string, kind: string): Promise<boolean> {
  const found = await stat(target).catch(() => undefined);
  return kind === 'library' ? found?.isDirectory() === true : found?.isFile() === true;
}

type Read = Extensions;
type Reading = {
  readonly found: Found;
  readonly request: ExtensionRequest;
  readonly log: Pick<Log, 'info' | 'warn'>;
};

const readers = { library: readLibrary, conda: readConda, requirements: readRequirements } as const;

async function readLibrary(target: string, { found, request, log }: Reading): Promise<Read> {
  const { sourceDirectory, entryScript, variables } = request;
  const root = sourceDirectory ?? path.dirname(entryScript);
  const below = path.relative(root, target).split(path.sep).join('/');
  const base = sourceDirectory === undefined ? [] : [path.basename(sourceDirectory)];
  const folder = [imagePaths.appRoot, ...base, below].join('/');
  const before = variables['PYTHONPATH'];
  const PYTHONPATH = before === undefined ? folder : `${folder}:${before}`;
  log.info(`${found.name} becomes PYTHONPATH=${PYTHONPATH}.`);
  return { requirements: [], variables: { PYTHONPATH }, faults: [] };
}

async function readConda(target: string, { found, log }: Reading): Promise<Read> {
  const config = await readConfigFile(target, found.value);
  const file = readCondaFile({ config, path: [] }, log);
  const conda = file.entries.flatMap(({ spec, place }) =>
    spec === undefined || ['python', 'pip'].includes(spec.name)
      ? []
      : [{ name: spec.name, text: `${spec.name}${spec.version}`, place }],
  );
  say(found, log);
  return { requirements: [...conda, ...file.pip], variables: file.variables, faults: file.faults };
}

async function readRequirements(target: string, { found, log }: Reading): Promise<Read> {
  const text = await readTextFile(target, found.value);
  const requirements: Requirement[] = [];
  const faults: Fault[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = { file: found.value, line: index + 1 };
    const parsed = parsePipLine(line);
    if (parsed.kind === 'refused')
      faults.push({ message: `${JSON.stringify(line.trim())} ${parsed.why}`, place });
    else if (parsed.kind !== 'empty')
      requirements.push({ name: parsed.name, text: parsed.text, place });
  }
  say(found, log);
  return { requirements, variables: {}, faults };
}

function say({ name, value }: Found, log: Pick<Log, 'info'>): void {
  log.info(
    `${name}: the packages of ${value} are installed when the image is built, not at each start.`,
  );
}
