import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpBody } from '../../../../../packages/core/src/http/http.ts';
import { casesDigest } from '../../../../../packages/core/src/smoke/cases/cases-digest.ts';
import { parseInlineCases } from '../../../../../packages/core/src/smoke/cases/read-cases.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'request-'));
  await writeFile(join(folder, 'leaf.png'), 'PNG');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function loadMatchers(): Promise<never> {
  throw new Error('no case here needs matchers');
}

async function read(text: string) {
  return parseInlineCases(text, { shownAs: 'cases', folder, loadMatchers });
}

async function refusal(text: string): Promise<string> {
  return read(text).then(
    () => 'it was accepted',
    (error: unknown) => String(error),
  );
}

async function bytesOf(body: HttpBody | undefined): Promise<string> {
  if (body === undefined || typeof body === 'string') return body ?? '';
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  let text = '';
  const { signal } = new AbortController();
  for await (const chunk of body.open(signal)) text += Buffer.from(chunk).toString();
  expect(Buffer.byteLength(text)).toBe(body.sizeBytes);
  return text;
}

describe('a request', () => {
  it.each([
    ['{method: PUT, path: "/score?x=1", json: [1]}', 'PUT /score?x=1 application/json [1]'],
    ['{path: /score, text: hé}', 'POST /score text/plain; charset=utf-8 hé'],
    ['{path: /score, base64: aGVsbG8=}', 'POST /score application/octet-stream hello'],
    ['{path: /score, file: leaf.png}', 'POST /score application/octet-stream PNG'],
    ['{path: /swagger.json}', 'GET /swagger.json undefined '],
    ['{headers: {Content-Type: text/csv}, text: "1"}', 'POST /score text/csv 1'],
  ])('that is written out as %s', async (request, expected) => {
    const [one] = await read(`[{request: ${request}}]`);
    const type = one?.headers['content-type'];
    const sent = `${one?.method} ${one?.path} ${type} ${await bytesOf(one?.body)}`;
    expect(sent).toBe(expected);
  });

  it.each([
    '{data: [1]}',
    '[1]',
    '"text"',
    '{text: hello}',
    '{json: {a: 1}}',
    '{path: /a, lang: de}',
  ])('that is the payload itself: %s', async (request) => {
    const [one] = await read(`[{request: ${request}}]`);
    expect(one).toMatchObject({ method: 'POST', path: '/score' });
    expect(one?.headers).toEqual({ 'content-type': 'application/json' });
  });

  it('may be a form of fields and files, the same bytes each time', async () => {
    const text = `[{request: {method: POST, multipart: {fields: {top: 3}, files: {image: leaf.png,
      mask: {file: leaf.png, filename: m.png, content-type: image/png}}}}}]`;
    const [one] = await read(text);
    const boundary = one?.headers['content-type']?.split('boundary=')[1];
    expect(boundary).toMatch(/^package-model-[0-9a-f]{32}$/);
    expect((await bytesOf(one?.body)).split('\r\n')).toEqual([
      `--${boundary}`,
      'content-disposition: form-data; name="top"',
      '',
      '3',
      `--${boundary}`,
      'content-disposition: form-data; name="image"; filename="leaf.png"',
      'content-type: application/octet-stream',
      '',
      'PNG',
      `--${boundary}`,
      'content-disposition: form-data; name="mask"; filename="m.png"',
      'content-type: image/png',
      '',
      'PNG',
      `--${boundary}--`,
      '',
    ]);
    const [again] = await read(text);
    expect(again?.headers).toEqual(one?.headers);
  });

  it('with another file counts as another request, wherever the file lies', async () => {
    const text = '[{body-file: leaf.png}]';
    const before = casesDigest(await read(text));
    expect(casesDigest(await read(text))).toBe(before);
    await writeFile(join(folder, 'leaf.png'), 'JPG');
    expect(casesDigest(await read(text))).not.toBe(before);
  });
});

describe('a faulty request', () => {
  it.each([
    ['{method: POST, json: 1, text: x}', 'json and text exclude each other; keep one'],
    ['{method: POST, path: /score}', 'this request sends nothing; give it one of json, text'],
    ['{method: FETCH, json: 1}', 'write GET, POST, PUT'],
    ['{path: score, json: 1}', 'write a path that starts with /'],
    ['{path: //elsewhere/score, json: 1}', 'write a path that starts with /'],
    ['{method: POST, jsn: 1, text: x}', 'jsn is not known here; did you mean json?'],
    ['{method: POST, base64: "a"}', 'write base64 with its padding'],
    ['{method: POST, file: gone.bin}', 'the file gone.bin cannot be read'],
    ['{headers: {Host: x}, json: 1}', 'Host is set by what sends the request; remove it'],
    ['{headers: {"a b": x}, json: 1}', 'a b cannot be the name of a header'],
    ['{headers: {a: "x\\ny"}, json: 1}', 'the value of a has signs that no header can have'],
    ['{headers: {a: 1, A: 2}, json: 1}', 'A is given twice'],
    [
      '{method: POST, multipart: {feilds: {a: 1}}}',
      'feilds is not known here; did you mean fields?',
    ],
    ['{method: POST, multipart: {}}', 'this form is empty; give it fields or files'],
    [
      '{headers: {content-type: text/plain}, multipart: {fields: {a: 1}}}',
      'a multipart form has its own content-type',
    ],
  ])('%s is refused with its place', async (request, message) => {
    const text = await refusal(`- name: first\n  request: ${request}`);
    expect(text).toContain('cases:2:');
    expect(text).toContain(message);
  });

  it('may not have its parts in two places', async () => {
    const text = '[{method: PUT, content-type: a/b, request: {method: PUT, json: 1}}]';
    expect(await refusal(text)).toContain('method belongs into the request here');
  });
});

describe('cases', () => {
  it('are sent in their order, then as they stand', async () => {
    const cases = await read(
      '[{name: c, request: 1, order: 2}, {name: a, request: 1}, {name: z, request: 1, order: -1}, {name: b, request: 1}]',
    );
    expect(cases.map(({ name }) => name)).toEqual(['z', 'a', 'b', 'c']);
  });

  it('may be sent several times, after some to warm up', async () => {
    const [one] = await read('[{request: 1, repeat: 20, warm-up: 3}]');
    expect(one).toMatchObject({ repeat: 20, warmUp: 3 });
    expect(await refusal('[{request: 1, repeat: 0}]')).toContain('whole number from 1 to 10000');
  });
});
