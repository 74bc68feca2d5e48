import { dirname } from 'node:path';
import { type Fault, InputError, type Place, refuse } from '../../errors.ts';
import { readConfigFile } from '../../package/config/config-file.ts';
import type { ConfigFile } from '../../package/config/config-value.ts';
import { parseJsonText } from '../../package/config/json-text.ts';
import type { KeyPath } from '../../package/config/key-path.ts';
import { isJson } from '../is-json.ts';
import { type At, readPart } from './at.ts';
import { isRecord } from '../../is-record.ts';
import { type CaseEntry, caseKeys, caseSchema } from './case-keys.ts';
import { defaultTolerance } from './compare.ts';
import { expectationOf, unknownExpectations } from './expectation-of.ts';
import type { LoadMatchers } from './matchers.ts';
import { requestOf } from './request-of.ts';
import { jsonCase, type SmokeCase } from './smoke-case.ts';
import { exists } from '../../files/exists.ts';

/** Keys by which a case is told from a bare request. */
const TELLING = [
  'cases',
  'name',
  'request',
  'body',
  'body-file',
  'content-type',
  'method',
  'expect',
];

/**
 * Reads a cases file: a list of cases, `{cases: […]}`, one case, or one bare request whose expected
 * answer may stand beside it in `<name>.expected.json`. InputError with every fault and its line.
 */
export async function readCases(
  path: string,
  { shownAs, ...about }: Omit<Reading, 'folder'> & { readonly shownAs: string },
): Promise<readonly SmokeCase[]> {
  const file = await readConfigFile(path, shownAs);
  const expected = path.replace(/(\.[^./\\]*)$/, '.expected.json');
  const reading = { folder: dirname(path), ...about };
  if (!isBareRequest(file.value) || !(await exists(expected))) return parseCases(file, reading);
  const answer = await readConfigFile(expected, shownAs.replace(/(\.[^./\\]*)$/, '.expected.json'));
  const json = { value: answer.value, tolerance: defaultTolerance };
  return [jsonCase(about.prefix ?? 'case 1', file.value, { status: 200, json })];
}

export type Reading = {
  /** Where paths in cases start. */
  readonly folder: string;
  /** Reads their schemas and JSONPaths. */
  readonly loadMatchers: LoadMatchers;
  /** Of the names of cases that have none, where there are several files. */
  readonly prefix?: string;
};

/** Cases written out in an input instead of a file. */
export async function parseInlineCases(
  text: string,
  { shownAs, ...reading }: Reading & { readonly shownAs: string },
): Promise<readonly SmokeCase[]> {
  return parseCases(await parseText(text, shownAs), reading);
}

/** Most are JSON, which needs no reader of YAML. */
async function parseText(text: string, shownAs: string): Promise<ConfigFile> {
  if (isJson(text)) return parseJsonText(text, shownAs);
  const { parseYamlText } = await import('../../package/config/yaml-text.ts');
  return parseYamlText(text, shownAs);
}

/** Cases from a parsed file, in the order in which they are sent. */
export async function parseCases(
  file: ConfigFile,
  { folder, loadMatchers, prefix }: Reading,
): Promise<readonly SmokeCase[]> {
  if (isBareRequest(file.value)) {
    return [jsonCase(prefix ?? 'case 1', file.value, { status: 200 })];
  }
  const faults: Fault[] = [];
  const cases: SmokeCase[] = [];
  for (const [index, { entry, path }] of entriesOf(file).entries()) {
    const at = { file, path, folder, faults };
    unknownExpectations(isRecord(entry) ? entry['expect'] : undefined, at);
    const part = { value: entry, below: [], known: Object.keys(caseKeys) };
    const parsed = readPart(caseSchema, part, at);
    if (parsed === undefined) continue;
    cases.push(await caseOf(parsed, nameOf(index, prefix), { at, loadMatchers }));
  }
  faults.push(...repeatedNames(cases, file.placeOf([])));
  refuse('BAD_FILE', faults);
  return inOrder(cases);
}

/** Cases of lower order first, the others as they stand. */
export function inOrder(cases: readonly SmokeCase[]): readonly SmokeCase[] {
  return cases.toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
}

function nameOf(index: number, prefix: string | undefined): string {
  return prefix === undefined ? `case ${index + 1}` : `${prefix}: case ${index + 1}`;
}

type Entry = { readonly entry: unknown; readonly path: KeyPath };

function entriesOf(file: ConfigFile): readonly Entry[] {
  const { value } = file;
  if (isRecord(value) && !('cases' in value)) return [{ entry: value, path: [] }];
  const path = isRecord(value) ? ['cases'] : [];
  const entries: unknown = isRecord(value) ? value['cases'] : value;
  if (Array.isArray(entries) && entries.length > 0) {
    return entries.map((entry: unknown, index) => ({ entry, path: [...path, index] }));
  }
  const message = 'there are no cases here; write a list of them, each with a request';
  throw new InputError('BAD_FILE', [{ message, place: file.placeOf(path) }]);
}

async function caseOf(
  entry: CaseEntry,
  fallbackName: string,
  { at, loadMatchers }: { readonly at: At; readonly loadMatchers: LoadMatchers },
): Promise<SmokeCase> {
  const { repeat, order } = entry;
  const warmUp = entry['warm-up'];
  return {
    name: entry.name ?? fallbackName,
    ...(await requestOf(entry, at)),
    expect: await expectationOf(entry.expect, at, loadMatchers),
    ...(repeat !== undefined && { repeat }),
    ...(warmUp !== undefined && { warmUp }),
    ...(order !== undefined && { order }),
    place: lineOf(at.file.placeOf(at.path)),
  };
}

/** Its number in the list says nothing that its name does not. */
function lineOf(place: Place): Place {
  const { key: _, ...line } = place;
  return line;
}

/** A fault for each name that more than one case has. */
export function repeatedNames(cases: readonly SmokeCase[], place: Place): readonly Fault[] {
  const names = cases.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({
    message: `more than one case has the name ${name}; give each a name of its own`,
    place,
  }));
}

/** An object with none of our keys is the request itself. */
function isBareRequest(value: unknown): boolean {
  return isRecord(value) && !TELLING.some((key) => key in value);
}
