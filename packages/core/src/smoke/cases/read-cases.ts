import { access, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as z from 'zod/mini';
import { type Fault, InputError, messageOf, refuse } from '../../errors.ts';
import { readConfigFile } from '../../package/config/config-file.ts';
import type { ConfigFile } from '../../package/config/config-value.ts';
import type { KeyPath } from '../../package/config/key-path.ts';
import { nearest } from '../../package/config/nearest.ts';
import { faultsOf } from '../../package/config/schema-faults.ts';
import { defaultTolerance, type Tolerance } from './compare.ts';
import { type Expectation, jsonCase, type SmokeCase } from './smoke-case.ts';

const expectKeys = {
  status: z.optional(z.int().check(z.minimum(100), z.maximum(599))),
  json: z.optional(z.unknown()),
  text: z.optional(z.string()),
  contains: z.optional(z.string().check(z.minLength(1))),
  tolerance: z.optional(
    z.union([
      z.number().check(z.nonnegative()),
      z.object({
        relative: z.optional(z.number().check(z.nonnegative())),
        absolute: z.optional(z.number().check(z.nonnegative())),
      }),
    ]),
  ),
  'max-latency-ms': z.optional(z.number().check(z.positive())),
};

const caseKeys = {
  name: z.optional(z.string().check(z.minLength(1))),
  request: z.optional(z.unknown()),
  body: z.optional(z.string()),
  'body-file': z.optional(z.string().check(z.minLength(1))),
  'content-type': z.optional(z.string().check(z.regex(/^[\w.+-]+\/[\w.+-]+(;[ -~]*)?$/))),
  method: z.optional(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])),
  expect: z.optional(z.object(expectKeys)),
};

const caseSchema = z.object(caseKeys);
type CaseEntry = z.infer<typeof caseSchema>;

/**
 * Reads a cases file: a list of cases, `{cases: […]}`, one case, or one bare request whose expected
 * answer may stand beside it in `<name>.expected.json`. InputError with every fault and its line.
 */
export async function readCases(path: string, shownAs = path): Promise<readonly SmokeCase[]> {
  const file = await readConfigFile(path, shownAs);
  const expected = path.replace(/(\.[^./\\]*)$/, '.expected.json');
  const folder = dirname(path);
  if (!isBareRequest(file.value) || !(await exists(expected))) return parseCases(file, folder);
  const answer = await readConfigFile(expected, shownAs.replace(/(\.[^./\\]*)$/, '.expected.json'));
  const json = { value: answer.value, tolerance: defaultTolerance };
  return [jsonCase('case 1', file.value, { status: 200, json })];
}

/** Cases written out in an input instead of a file; paths in them start at `folder`. */
export async function parseInlineCases(
  text: string,
  { shownAs, folder }: { readonly shownAs: string; readonly folder: string },
): Promise<readonly SmokeCase[]> {
  const { parseYamlText } = await import('../../package/config/yaml-text.ts');
  return parseCases(parseYamlText(text, shownAs), folder);
}

/** Cases from a parsed file; paths in them start at `folder`. */
export async function parseCases(file: ConfigFile, folder: string): Promise<readonly SmokeCase[]> {
  if (isBareRequest(file.value)) return [jsonCase('case 1', file.value, { status: 200 })];
  const faults: Fault[] = [];
  const cases: SmokeCase[] = [];
  for (const [index, { entry, path }] of entriesOf(file).entries()) {
    const at = { file, path, folder, faults };
    const parsed = parseEntry(entry, at);
    if (parsed !== undefined) cases.push(await caseOf(parsed, `case ${index + 1}`, at));
  }
  faults.push(...repeatedNames(cases, file));
  refuse('BAD_FILE', faults);
  return cases;
}

type At = {
  readonly file: ConfigFile;
  readonly path: KeyPath;
  readonly folder: string;
  readonly faults: Fault[];
};

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

function parseEntry(entry: unknown, at: At): CaseEntry | undefined {
  const placeOf = (path: KeyPath) => at.file.placeOf([...at.path, ...path]);
  const parsed = z.safeParse(caseSchema, entry);
  at.faults.push(...unknownKeys(entry, Object.keys(caseKeys), placeOf));
  if (isRecord(entry)) {
    const inner = unknownKeys(entry['expect'], Object.keys(expectKeys), (path) =>
      placeOf(['expect', ...path]),
    );
    at.faults.push(...inner);
  }
  if (parsed.success) return parsed.data;
  at.faults.push(...faultsOf(parsed.error.issues, entry, placeOf));
  return undefined;
}

async function caseOf(entry: CaseEntry, fallbackName: string, at: At): Promise<SmokeCase> {
  const given = ['request', 'body', 'body-file'].filter((key) => key in entry);
  const method = entry.method ?? 'POST';
  const place = at.file.placeOf(at.path);
  if (given.length > 1) {
    const message = `${given.join(' and ')} exclude each other; keep one of them`;
    at.faults.push({ message, place });
  }
  if (given.length === 0 && (method === 'POST' || method === 'PUT' || method === 'PATCH')) {
    const message = 'this case sends nothing; give it a request (JSON), a body or a body-file';
    at.faults.push({ message, place });
  }
  const isJson = 'request' in entry;
  const contentType = isJson ? 'application/json' : 'application/octet-stream';
  return {
    name: entry.name ?? fallbackName,
    method,
    path: '/score',
    headers: { 'content-type': entry['content-type'] ?? contentType },
    body: isJson ? JSON.stringify(entry.request) : (entry.body ?? (await bodyFile(entry, at))),
    expect: expectationOf(entry.expect),
  };
}

async function bodyFile(entry: CaseEntry, at: At): Promise<Uint8Array | undefined> {
  const name = entry['body-file'];
  if (name === undefined) return undefined;
  try {
    return await readFile(resolve(at.folder, name));
  } catch (error) {
    const message = `the body-file ${name} cannot be read (${messageOf(error)}); check the path`;
    at.faults.push({ message, place: at.file.placeOf([...at.path, 'body-file']) });
    return undefined;
  }
}

function expectationOf(entry: CaseEntry['expect']): Expectation {
  if (entry === undefined) return { status: 200 };
  const { text, contains } = entry;
  const maxLatencyMs = entry['max-latency-ms'];
  return {
    status: entry.status ?? 200,
    ...('json' in entry && {
      json: { value: entry.json, tolerance: toleranceOf(entry.tolerance) },
    }),
    ...(text !== undefined && { text }),
    ...(contains !== undefined && { contains }),
    ...(maxLatencyMs !== undefined && { maxLatencyMs }),
  };
}

function toleranceOf(given: NonNullable<CaseEntry['expect']>['tolerance']): Tolerance {
  if (given === undefined) return defaultTolerance;
  if (typeof given === 'number') return { ...defaultTolerance, relative: given };
  return {
    relative: given.relative ?? defaultTolerance.relative,
    absolute: given.absolute ?? defaultTolerance.absolute,
  };
}

function unknownKeys(
  value: unknown,
  known: readonly string[],
  placeOf: (path: KeyPath) => NonNullable<Fault['place']>,
): Fault[] {
  if (!isRecord(value)) return [];
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  return unknown.map((key) => {
    const meant = nearest(key, known);
    const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
    return { message: `${key} is not known here; ${hint}`, place: placeOf([key]) };
  });
}

function repeatedNames(cases: readonly SmokeCase[], file: ConfigFile): Fault[] {
  const names = cases.map((one) => one.name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({
    message: `more than one case has the name ${name}; give each a name of its own`,
    place: file.placeOf([]),
  }));
}

/** An object with none of our keys is the request itself. */
function isBareRequest(value: unknown): boolean {
  return isRecord(value) && !['cases', ...Object.keys(caseKeys)].some((key) => key in value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
