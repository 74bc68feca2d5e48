import { basename, relative, sep } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import type { HttpBody } from '../../http/http.ts';
import { hexOf } from '../../oci/digest.ts';
import type { Answer } from '../exchange.ts';
import { isFileBody } from './file-body.ts';
import { isFormBody, type FormPart } from './multipart.ts';
import { readJson, readText } from './read-answer.ts';
import { isWrittenOut } from './request-of.ts';
import type { ScoredCase } from './score.ts';
import type { SmokeCase } from './smoke-case.ts';

type Entry = Readonly<Record<string, unknown>>;

/** What the service answered, as cases that expect just that. */
export type Recording = {
  readonly text: string;
  readonly count: number;
  /** Names of the cases that got no answer. */
  readonly missing: readonly string[];
};

/** Longer answers are expected by their digest: nobody reads them in a cases file. */
const MAX_WRITTEN_BYTES = 64 * 1024;
const DEFAULT_TYPES = { json: 'application/json', text: 'text/plain; charset=utf-8' };
const HEAD =
  '# What the service answered when this was recorded. Look at it: what is wrong here is expected from now on.\n';

/** The cases with their answers, as a cases file in `folder` says it. */
export async function recordingOf(
  scored: readonly ScoredCase[],
  { folder, format }: { readonly folder: string; readonly format: 'json' | 'yaml' },
): Promise<Recording> {
  const answered = scored.filter(({ answer }) => answer !== undefined);
  const entries = answered.map(({ smokeCase, answer }) => entryOf(smokeCase, answer, folder));
  const missing = scored.filter((one) => one.answer === undefined);
  return {
    text: await textOf(entries, format),
    count: entries.length,
    missing: missing.map(({ smokeCase }) => smokeCase.name),
  };
}

/** Writes a recording, in one piece or not at all. */
export async function writeRecording(path: string, { text }: Recording): Promise<void> {
  await writeFileAtomically(path, text);
}

async function textOf(entries: readonly Entry[], format: 'json' | 'yaml'): Promise<string> {
  if (format === 'json') return `${JSON.stringify(entries, null, 2)}\n`;
  const { stringify } = await import('yaml');
  return `${HEAD}${stringify(entries, { lineWidth: 100, aliasDuplicateObjects: false })}`;
}

function entryOf(smokeCase: SmokeCase, answer: Answer | undefined, folder: string): Entry {
  const { name, repeat, warmUp, order } = smokeCase;
  return {
    name,
    request: requestOf(smokeCase, folder),
    ...(answer !== undefined && { expect: expectationOf(answer) }),
    ...(repeat !== undefined && { repeat }),
    ...(warmUp !== undefined && { 'warm-up': warmUp }),
    ...(order !== undefined && { order }),
  };
}

function requestOf({ method, path, headers, body }: SmokeCase, folder: string): unknown {
  const { 'content-type': type, ...others } = headers;
  const payload = bodyOf(body, { type, folder });
  const isPlain = method === 'POST' && path === '/score' && Object.keys(others).length === 0;
  if (isPlain && payload.type === type && 'json' in payload.entry) {
    if (!isWrittenOut(payload.entry['json'])) return payload.entry['json'];
  }
  const isTyped = type !== undefined && type !== payload.type && body !== undefined;
  const shown = { ...others, ...(isTyped && { 'content-type': type }) };
  return {
    method,
    path,
    ...(Object.keys(shown).length > 0 && { headers: shown }),
    ...payload.entry,
  };
}

/** `type`: the content-type that follows from the entry alone. */
type Payload = { readonly entry: Entry; readonly type: string | undefined };

function bodyOf(
  body: HttpBody | undefined,
  { type, folder }: { readonly type: string | undefined; readonly folder: string },
): Payload {
  const octets = 'application/octet-stream';
  if (body === undefined) return { entry: {}, type: undefined };
  if (typeof body === 'string') {
    const json = type === DEFAULT_TYPES.json ? readJson(body) : undefined;
    // Only what is written again byte for byte: 1.0 and 1 are the same number.
    const isSame = json !== undefined && JSON.stringify(json.value) === body;
    if (isSame) return { entry: { json: json.value }, type: DEFAULT_TYPES.json };
    return { entry: { text: body }, type: DEFAULT_TYPES.text };
  }
  if (body instanceof Uint8Array) {
    return { entry: { base64: Buffer.from(body).toString('base64') }, type: octets };
  }
  if (isFormBody(body)) {
    return { entry: { multipart: formOf(body.parts, folder) }, type: body.contentType };
  }
  if (!isFileBody(body)) throw new Error('a body of this kind cannot be recorded');
  return { entry: { file: fromFolder(folder, body.path) }, type: octets };
}

function formOf(parts: readonly FormPart[], folder: string): Entry {
  const fields = parts.flatMap((part) => ('text' in part ? [[part.name, part.text] as const] : []));
  const files = parts.flatMap((part) => ('file' in part ? [fileOf(part, folder)] : []));
  return {
    ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
    ...(files.length > 0 && { files: Object.fromEntries(files) }),
  };
}

function fileOf(
  { name, file, fileName, contentType }: Extract<FormPart, { file: unknown }>,
  folder: string,
): readonly [string, Entry] {
  const path = fromFolder(folder, file.path);
  const isNamed = fileName !== basename(path);
  const about = { ...(isNamed && { filename: fileName }), 'content-type': contentType };
  return [name, { file: path, ...about }];
}

function expectationOf(answer: Answer): Entry {
  const { status, sizeBytes, digest } = answer;
  const isShort = sizeBytes <= MAX_WRITTEN_BYTES;
  const read = isShort ? readText(answer) : undefined;
  if (read?.kind !== 'text') return { status, sha256: hexOf(digest) };
  const json = readJson(read.text);
  // NaN stands in no JSON file, and a text that holds JSON is easier to look at decoded.
  if (json !== undefined && json.isStrict) return { status, json: json.inner };
  return { status, text: read.text };
}

function fromFolder(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
