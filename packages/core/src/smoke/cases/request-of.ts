import { basename } from 'node:path';
import type { HttpBody } from '../../http/http.ts';
import { type At, fault, fromFile, readPart, unknownKeys } from './at.ts';
import { isRecord } from '../../is-record.ts';
import {
  bodyKeys,
  type CaseEntry,
  type RequestEntry,
  requestKeys,
  requestSchema,
} from './case-keys.ts';
import { fileBody } from './file-body.ts';
import { formBody, type FormPart } from './multipart.ts';
import type { SmokeCase } from './smoke-case.ts';

type Request = Pick<SmokeCase, 'method' | 'path' | 'headers' | 'body'>;
type Body = { readonly bytes: HttpBody | undefined; readonly contentType: string };

const OCTETS = 'application/octet-stream';
const JSON_TYPE = 'application/json';
const BODIES = Object.keys(bodyKeys);
const FILE_KEYS = ['file', 'filename', 'content-type'];
const OWN_HEADERS = ['host', 'content-length', 'transfer-encoding', 'connection', 'expect'];

/** What a case sends. Faults are told at their keys. */
export async function requestOf(entry: CaseEntry, at: At): Promise<Request> {
  if (!('request' in entry) || !isWrittenOut(entry.request)) return shorthand(entry, at);
  for (const key of ['body', 'body-file', 'content-type', 'method']) {
    if (key in entry) fault(at, [key], `${key} belongs into the request here; write it there`);
  }
  const known = Object.keys(requestKeys);
  const part = { value: entry.request, below: ['request'], known };
  unknownFormKeys(entry.request, at);
  const request = readPart(requestSchema, part, at);
  const nothing = { method: 'POST', path: '/score', headers: {}, body: undefined };
  return request === undefined ? nothing : writtenOut(request, at);
}

/**
 * True for a request that names its method, path or headers and has nothing but keys of the written
 * out form, or one of these beside a body of it: everything else is the JSON payload itself.
 */
export function isWrittenOut(request: unknown): boolean {
  if (!isRecord(request)) return false;
  const keys = Object.keys(request);
  if (!['method', 'path', 'headers'].some((key) => keys.includes(key))) return false;
  return keys.every((key) => key in requestKeys) || keys.some((key) => BODIES.includes(key));
}

async function shorthand(entry: CaseEntry, at: At): Promise<Request> {
  const given = ['request', 'body', 'body-file'].filter((key) => key in entry);
  const method = entry.method ?? 'POST';
  if (given.length > 1) {
    fault(at, [], `${given.join(' and ')} exclude each other; keep one of them`);
  }
  if (given.length === 0 && sendsBody(method)) {
    fault(at, [], 'this case sends nothing; give it a request (JSON), a body or a body-file');
  }
  const isJson = 'request' in entry;
  const file = entry['body-file'];
  const fromDisk =
    file === undefined ? undefined : fromFile(file, ['body-file'], { at, read: fileBody });
  const type = entry['content-type'] ?? (isJson ? JSON_TYPE : OCTETS);
  const body = isJson ? JSON.stringify(entry.request) : (entry.body ?? (await fromDisk));
  return { method, path: '/score', headers: { 'content-type': type }, body };
}

async function writtenOut(request: RequestEntry, at: At): Promise<Request> {
  const given = BODIES.filter((key) => key in request);
  const method = request.method ?? (given.length > 0 ? 'POST' : 'GET');
  if (given.length > 1) {
    fault(at, ['request'], `${given.join(' and ')} exclude each other; keep one of them`);
  }
  if (given.length === 0 && sendsBody(method)) {
    const message = `this request sends nothing; give it one of ${BODIES.join(', ')}`;
    fault(at, ['request'], message);
  }
  const body = await bodyOf(request, at);
  const own = headersOf(request, at);
  const headers = { ...(body.bytes !== undefined && { 'content-type': body.contentType }), ...own };
  return { method, path: request.path ?? '/score', headers, body: body.bytes };
}

function headersOf(request: RequestEntry, at: At): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const lower = name.toLowerCase();
    const below = ['request', 'headers', name];
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(lower)) {
      fault(at, below, `${name} cannot be the name of a header; letters, digits and - are usual`);
    } else if (OWN_HEADERS.includes(lower)) {
      fault(at, below, `${name} is set by what sends the request; remove it`);
    } else if (lower in headers) {
      fault(at, below, `${name} is given twice; keep one of them`);
    } else if (lower === 'content-type' && 'multipart' in request) {
      fault(at, below, 'a multipart form has its own content-type; remove this one');
    } else if (!/^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(String(value))) {
      fault(at, below, `the value of ${name} has signs that no header can have; remove them`);
    } else headers[lower] = String(value);
  }
  return headers;
}

async function bodyOf(request: RequestEntry, at: At): Promise<Body> {
  const { text, file, base64, multipart } = request;
  if ('json' in request) return { bytes: JSON.stringify(request.json), contentType: JSON_TYPE };
  if (text !== undefined) return { bytes: text, contentType: 'text/plain; charset=utf-8' };
  if (base64 !== undefined) return { bytes: Buffer.from(base64, 'base64'), contentType: OCTETS };
  if (multipart !== undefined) return formOf(multipart, at);
  if (file === undefined) return { bytes: undefined, contentType: OCTETS };
  const bytes = await fromFile(file, ['request', 'file'], { at, read: fileBody });
  return { bytes, contentType: OCTETS };
}

/** The schema leaves out what it does not know: it is told from the request as it stands. */
function unknownFormKeys(request: unknown, at: At): void {
  const form = isRecord(request) ? request['multipart'] : undefined;
  const below = ['request', 'multipart'];
  unknownKeys(form, { below, known: ['fields', 'files'] }, at);
  const files = isRecord(form) && isRecord(form['files']) ? form['files'] : {};
  for (const [name, file] of Object.entries(files)) {
    unknownKeys(file, { below: [...below, 'files', name], known: FILE_KEYS }, at);
  }
}

async function formOf(form: NonNullable<RequestEntry['multipart']>, at: At): Promise<Body> {
  const below = ['request', 'multipart'];
  const parts: FormPart[] = Object.entries(form.fields ?? {}).map(([name, value]) => ({
    name,
    text: String(value),
  }));
  for (const [name, given] of Object.entries(form.files ?? {})) {
    const place = [...below, 'files', name];
    const about = typeof given === 'string' ? { file: given } : given;
    const file = await fromFile(about.file, place, { at, read: fileBody });
    if (file === undefined) continue;
    const fileName = about.filename ?? basename(about.file);
    parts.push({ name, file, fileName, contentType: about['content-type'] ?? OCTETS });
  }
  if (Object.keys({ ...form.fields, ...form.files }).length === 0) {
    fault(at, below, 'this form is empty; give it fields or files');
  }
  const body = formBody(parts);
  return { bytes: body, contentType: body.contentType };
}

function sendsBody(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH';
}
