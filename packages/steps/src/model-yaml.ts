import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { InputError } from '@package-model/core/errors';
import type { Fault } from '@package-model/core/errors';
import { readConfigFile } from '@package-model/core/package/config/config-file';
import type { ConfigFile } from '@package-model/core/package/config/config-value';
import { formatKeyPath } from '@package-model/core/package/config/key-path';
import type { KeyPath } from '@package-model/core/package/config/key-path';
import { nearest } from '@package-model/core/package/config/nearest';
import { chainInputs } from './chain/inputs.ts';
import { writeEntries } from './inputs/entries.ts';
import { joinPath } from './inputs/relocate.ts';
import { inputOfModelYaml, modelYamlKeys, targets } from './model-yaml-keys.ts';
import type { CompleteDeps, Input, InputTable, RawInput, RawInputs } from './step.ts';

const FILE_NAME = 'model.yaml';
const table: InputTable = chainInputs;

/**
 * Adds what model.yaml says to the chain's inputs; inputs that are given win. Relative paths in the
 * file, and the defaults of path inputs, start from the file's folder. BAD_FILE with line and
 * column for each fault; an unknown key is a warning.
 */
export async function completeFromModelYaml(
  given: RawInputs,
  deps: CompleteDeps,
): Promise<RawInputs> {
  const file = await findFile(given['model-yaml']?.text.trim() ?? '', deps.workingDirectory);
  if (file === undefined) return given;
  const config = await readConfigFile(absolute(file, deps.workingDirectory), file);
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) || '/' : '.';
  const raw: Record<string, RawInput> = {
    ...defaultPaths(folder),
    ...keysToUse(readKeys(config, folder, deps), deps),
  };
  for (const [name, input] of Object.entries(given)) {
    if (input.text.trim() !== '') raw[name] = input;
  }
  return raw;
}

/** Where images and models go is the workflow's to say, not that of whoever changes the file. */
function keysToUse(raw: RawInputs, { isForkPullRequest, log }: CompleteDeps): RawInputs {
  if (isForkPullRequest !== true) return raw;
  const kept: Record<string, RawInput> = {};
  for (const [name, input] of Object.entries(raw)) {
    if (!targets.has(name)) kept[name] = input;
    else
      log.warn(`is ignored: in a pull request from a fork only the workflow says it`, input.place);
  }
  return kept;
}

async function findFile(named: string, workingDirectory: string): Promise<string | undefined> {
  const path = named === '' ? FILE_NAME : named.replaceAll('\\', '/');
  const info = await stat(absolute(path, workingDirectory)).catch(() => undefined);
  if (info?.isDirectory() === true) return joinPath(path.replace(/(.)\/+$/, '$1'), FILE_NAME);
  return info === undefined && named === '' ? undefined : path;
}

function absolute(path: string, workingDirectory: string): string {
  return isAbsolute(path) ? path : join(workingDirectory, path);
}

function defaultPaths(folder: string): RawInputs {
  const paths = Object.entries(table).filter(([, input]) => input.kind === 'path');
  const raw: Record<string, RawInput> = {};
  for (const [name, input] of paths) {
    if (input.default !== undefined) raw[name] = { text: joinPath(folder, input.default) };
  }
  return raw;
}

type Reading = {
  readonly config: ConfigFile;
  readonly folder: string;
  readonly log: CompleteDeps['log'];
  readonly raw: Record<string, RawInput>;
  readonly faults: Fault[];
};

function readKeys(config: ConfigFile, folder: string, deps: CompleteDeps): RawInputs {
  const reading: Reading = { config, folder, log: deps.log, raw: {}, faults: [] };
  if (isMap(config.value)) readMap(config.value, [], reading);
  else if (config.value !== null && config.value !== undefined) {
    reading.faults.push({ message: 'must hold keys and values', place: { file: config.file } });
  }
  if (reading.faults.length > 0) throw new InputError('BAD_FILE', reading.faults);
  return reading.raw;
}

function readMap(map: object, above: KeyPath, reading: Reading): void {
  for (const [key, value] of Object.entries(map)) {
    const path = [...above, key];
    const known = inputOfModelYaml(formatKeyPath(path));
    if (known === undefined) warnUnknown(path, reading);
    else if (known.kind === 'group' && isMap(value)) readMap(value, path, reading);
    else if (known.kind === 'group') fault(path, 'must hold keys and values', reading);
    else readValue(known.name, value, path, reading);
  }
}

function readValue(name: string, value: unknown, path: KeyPath, reading: Reading): void {
  const input = table[name];
  if (input === undefined || value === null || value === undefined) return;
  const text = textOf(input, value);
  if (text === undefined) {
    fault(path, `must be a ${input.kind === 'list' ? 'text or a list of texts' : 'text'}`, reading);
    return;
  }
  reading.raw[name] = {
    text: relocate(input, text, reading.folder),
    place: { ...reading.config.placeOf(path), key: formatKeyPath(path) },
  };
}

function textOf(input: Input, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (input.structured === true) return JSON.stringify(value);
  if (!Array.isArray(value) || input.kind !== 'list') return undefined;
  const texts = value.map((entry: unknown) =>
    typeof entry === 'string' || typeof entry === 'number' ? String(entry) : undefined,
  );
  const known = texts.filter((entry) => entry !== undefined);
  return known.length === texts.length ? writeEntries(known) : undefined;
}

function relocate(input: Input, text: string, folder: string): string {
  if (input.relocate !== undefined) return input.relocate(text, folder);
  return input.kind === 'path' ? joinPath(folder, text) : text;
}

function warnUnknown(path: KeyPath, reading: Reading): void {
  const key = formatKeyPath(path);
  const guess = nearest(key, modelYamlKeys());
  const hint = guess === undefined ? '' : `; did you mean "${guess}"?`;
  reading.log.warn(`"${key}" is not a key of model.yaml and is ignored${hint}`, {
    ...reading.config.placeOf(path),
  });
}

function fault(path: KeyPath, message: string, reading: Reading): void {
  const place = { ...reading.config.placeOf(path), key: formatKeyPath(path) };
  reading.faults.push({ message, place });
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
