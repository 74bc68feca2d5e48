import { readConfigFile } from '../../package/config/config-file.ts';
import type { KeyPath } from '../../package/config/key-path.ts';
import { type Digest, parseDigest } from '../../oci/digest.ts';
import { type At, fault, fromFile, unknownKeys } from './at.ts';
import { isRecord } from '../../is-record.ts';
import {
  type CaseEntry,
  type ExpectEntry,
  expectKeys,
  type PathEntry,
  pathKeys,
} from './case-keys.ts';
import { defaultTolerance, type Tolerance } from './compare.ts';
import { fileBody } from './file-body.ts';
import type { Compiled, LoadMatchers } from './matchers.ts';
import type {
  Expectation,
  ExpectedBytes,
  ExpectedPath,
  ExpectedSchema,
  HeaderExpectation,
} from './smoke-case.ts';

/** What the answer of a case must be; 200 when it says nothing. Faults are told at their keys. */
export async function expectationOf(
  entry: CaseEntry['expect'],
  at: At,
  loadMatchers: LoadMatchers,
): Promise<Expectation> {
  if (entry === undefined) return { status: 200 };
  const { text, contains } = entry;
  const tolerance = toleranceOf(entry.tolerance);
  const maxLatencyMs = entry['max-latency-ms'];
  const bytes = await bytesOf(entry, at);
  const jsonSchema = await schemaOf(entry, at, loadMatchers);
  const jsonPath = await pathsOf(entry, { at, tolerance, loadMatchers });
  const matches = patternsOf(entry.matches, ['expect', 'matches'], at);
  return {
    status: entry.status ?? 200,
    ...(entry.headers !== undefined && { headers: headersOf(entry.headers, at) }),
    ...('json' in entry && { json: { value: entry.json, tolerance } }),
    ...('json-subset' in entry && { jsonSubset: { value: entry['json-subset'], tolerance } }),
    ...(jsonSchema !== undefined && { jsonSchema }),
    ...(jsonPath.length > 0 && { jsonPath }),
    ...(text !== undefined && { text }),
    ...(contains !== undefined && { contains }),
    ...(matches.length > 0 && { matches }),
    ...(bytes !== undefined && { bytes }),
    ...(maxLatencyMs !== undefined && { maxLatencyMs }),
  };
}

/** Tells the keys below `expect` that nobody reads; `value` as it stands in the file. */
export function unknownExpectations(value: unknown, at: At): void {
  unknownKeys(value, { below: ['expect'], known: Object.keys(expectKeys) }, at);
  if (!isRecord(value)) return;
  const { headers, jsonpath, tolerance } = value;
  const known = Object.keys(pathKeys);
  if (!Array.isArray(jsonpath)) unknownKeys(jsonpath, { below: ['expect', 'jsonpath'], known }, at);
  else {
    jsonpath.forEach((path: unknown, index) =>
      unknownKeys(path, { below: ['expect', 'jsonpath', index], known }, at),
    );
  }
  const kinds = ['relative', 'absolute'];
  unknownKeys(tolerance, { below: ['expect', 'tolerance'], known: kinds }, at);
  for (const [name, header] of Object.entries(isRecord(headers) ? headers : {})) {
    unknownKeys(header, { below: ['expect', 'headers', name], known: ['matches'] }, at);
  }
}

function toleranceOf(given: ExpectEntry['tolerance']): Tolerance {
  if (given === undefined) return defaultTolerance;
  if (typeof given === 'number') return { ...defaultTolerance, relative: given };
  return {
    relative: given.relative ?? defaultTolerance.relative,
    absolute: given.absolute ?? defaultTolerance.absolute,
  };
}

function headersOf(
  given: NonNullable<ExpectEntry['headers']>,
  at: At,
): readonly HeaderExpectation[] {
  return Object.entries(given).map(([name, value]): HeaderExpectation => {
    const lower = name.toLowerCase();
    const below = ['expect', 'headers', name];
    if (typeof value !== 'object') return { name: lower, value: String(value) };
    checkPattern(value.matches, [...below, 'matches'], at);
    return { name: lower, matches: value.matches };
  });
}

async function bytesOf(entry: ExpectEntry, at: At): Promise<ExpectedBytes | undefined> {
  const file = entry['bytes-file'];
  const { sha256 } = entry;
  if (file !== undefined && sha256 !== undefined) {
    return fault(at, ['expect', 'sha256'], 'sha256 and bytes-file exclude each other; keep one');
  }
  if (file !== undefined) {
    const found = await fromFile(file, ['expect', 'bytes-file'], { at, read: fileBody });
    return found === undefined ? undefined : { digest: found.digest, from: file };
  }
  const digest: Digest | undefined =
    sha256 === undefined ? undefined : parseDigest(`sha256:${sha256.replace('sha256:', '')}`);
  return digest === undefined ? undefined : { digest, from: 'sha256' };
}

async function schemaOf(
  entry: ExpectEntry,
  at: At,
  loadMatchers: LoadMatchers,
): Promise<ExpectedSchema | undefined> {
  const given = entry['json-schema'];
  const below = ['expect', 'json-schema'];
  if (given === undefined) return undefined;
  const read = async (path: string) => (await readConfigFile(path, path)).value;
  const schema = typeof given === 'string' ? await fromFile(given, below, { at, read }) : given;
  if (schema === undefined) return undefined;
  const { compileSchema } = await loadMatchers();
  const look = readyOf(compileSchema(schema), (message) =>
    fault(at, below, `this is no JSON Schema that can be used (${message}); correct it`),
  );
  return look === undefined ? undefined : { schema, look };
}

async function pathsOf(
  { jsonpath }: ExpectEntry,
  { at, tolerance, loadMatchers }: PathDeps,
): Promise<readonly ExpectedPath[]> {
  if (jsonpath === undefined) return [];
  const { compilePath } = await loadMatchers();
  const isList = Array.isArray(jsonpath);
  const entries: readonly PathEntry[] = isList ? jsonpath : [jsonpath];
  const paths: ExpectedPath[] = [];
  for (const [index, entry] of entries.entries()) {
    const below = ['expect', 'jsonpath', ...(isList ? [index] : [])];
    checkPattern(entry.matches, [...below, 'matches'], at);
    if (Object.keys(entry).length === 1) {
      fault(
        at,
        below,
        'this path has nothing to be held against; add equals, exists: true or another',
      );
    }
    const look = readyOf(compilePath(entry.path), (message) =>
      fault(at, [...below, 'path'], `${entry.path} is no JSONPath: ${message}; see RFC 9535`),
    );
    if (look !== undefined) paths.push(pathOf(entry, look, tolerance));
  }
  return paths;
}

type PathDeps = {
  readonly at: At;
  readonly tolerance: Tolerance;
  readonly loadMatchers: LoadMatchers;
};

function pathOf(entry: PathEntry, look: ExpectedPath['look'], tolerance: Tolerance): ExpectedPath {
  const { path, exists, count, length, min, max, matches } = entry;
  return {
    path,
    look,
    tolerance,
    ...(exists !== undefined && { exists }),
    ...(count !== undefined && { count }),
    ...('equals' in entry && { equals: { value: entry.equals } }),
    ...('contains' in entry && { contains: { value: entry.contains } }),
    ...(length !== undefined && { length }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(matches !== undefined && { matches }),
  };
}

function readyOf<T>(
  compiled: Compiled<T>,
  refuse: (message: string) => undefined,
): ((value: unknown) => T) | undefined {
  return compiled.kind === 'ready' ? compiled.look : refuse(compiled.message);
}

function patternsOf(
  given: string | readonly string[] | undefined,
  below: KeyPath,
  at: At,
): readonly string[] {
  if (given === undefined) return [];
  const isOne = typeof given === 'string';
  const patterns = isOne ? [given] : given;
  patterns.forEach((pattern, index) =>
    checkPattern(pattern, isOne ? below : [...below, index], at),
  );
  return patterns;
}

function checkPattern(pattern: string | undefined, below: KeyPath, at: At): void {
  if (pattern === undefined) return;
  try {
    void new RegExp(pattern, 'u');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /s, '') : '';
    fault(at, below, `${pattern} is no regular expression (${why}); correct it`);
  }
}
