import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import type { Answer } from '../../../../../packages/core/src/smoke/exchange.ts';
import { judge } from '../../../../../packages/core/src/smoke/cases/judge.ts';
import { parseInlineCases } from '../../../../../packages/core/src/smoke/cases/read-cases.ts';
import { compilePath } from '../../../../../packages/matchers/src/json-path.ts';
import { compileSchema } from '../../../../../packages/matchers/src/json-schema.ts';

async function expectation(expected: string) {
  const loadMatchers = async () => ({ compilePath, compileSchema });
  const text = `[{request: 1, expect: ${expected}}]`;
  const place = { shownAs: 'cases', folder: '/nowhere', loadMatchers };
  const [one] = await parseInlineCases(text, place);
  if (one === undefined) throw new Error('no case');
  return one;
}

type Given = { readonly status?: number; readonly headers?: readonly [string, string][] };

function answerOf(body: string | Uint8Array, { status = 200, headers = [] }: Given = {}): Answer {
  const bytes = Buffer.from(body);
  return {
    status,
    headers: new Map(headers),
    body: bytes,
    sizeBytes: bytes.byteLength,
    digest: digestOf(bytes),
    latencyMs: 10,
  };
}

async function faults(expected: string, body: string | Uint8Array, given?: Given) {
  return judge(await expectation(expected), answerOf(body, given)).faults;
}

describe('a status', () => {
  it.each([
    ['200', 200],
    ['2xx', 204],
    ['[4xx, 503]', 503],
  ])('as %s allows %d', async (expected, status) => {
    expect(await faults(`{status: ${expected}}`, '', { status })).toEqual([]);
  });

  it('that is not expected is told with the answer', async () => {
    expect(await faults('{status: [4xx, 503]}', 'oh', { status: 500 })).toEqual([
      'status 500, expected 4xx or 503; the answer: oh',
    ]);
  });

  it('of a redirect is told with where it leads', async () => {
    const headers: [string, string][] = [['location', 'http://elsewhere/']];
    const [fault] = await faults('{status: 200}', '', { status: 302, headers });
    expect(fault).toContain('it leads to http://elsewhere/, and redirects are not followed');
  });
});

describe('headers', () => {
  const headers: [string, string][] = [['content-type', 'application/json; charset=utf-8']];
  it('are looked at whole or by a pattern', async () => {
    const wanted = '{headers: {Content-Type: {matches: ^application/json}}}';
    expect(await faults(wanted, '', { headers })).toEqual([]);
    expect(await faults('{headers: {content-type: text/csv, x-a: 1}}', '', { headers })).toEqual([
      'the header content-type is "application/json; charset=utf-8", expected "text/csv"',
      'the header x-a is missing, expected "1"',
    ]);
  });
});

describe('a JSON answer', () => {
  it('may have more keys than a subset names', async () => {
    const body = '{"label": "cat", "p": 0.5}';
    expect(await faults('{json-subset: {label: cat}}', body)).toEqual([]);
    expect(await faults('{json-subset: {label: dog}}', body)).toEqual([
      '/label: "cat", expected "dog"',
    ]);
  });

  it('is held against a JSON Schema', async () => {
    const wanted = '{json-schema: {type: array, items: {type: number}}}';
    expect(await faults(wanted, '[1, 2]')).toEqual([]);
    expect(await faults(wanted, '[1, "a"]')).toEqual([
      '/1: Instance type "string" is invalid. Expected "number".',
    ]);
  });

  it.each([
    ['{path: $.p, min: 0, max: 1}', []],
    ['{path: $.p, min: 0.6}', ['$.p: 0.5, expected at least 0.6']],
    ['{path: "$.rows[*].id", equals: 1}', ['$.rows[*].id: 2, expected 1']],
    ['{path: "$.rows[*]", count: 3}', ['$.rows[*]: 2 values, expected 3']],
    ['{path: $.rows, length: 3}', ['$.rows: [{"id":1},{"id":2}], expected a length of 3']],
    ['{path: $.tags, contains: b}', []],
    ['{path: $.tags, contains: c}', ['$.tags: ["a","b"], expected something that contains "c"']],
    ['{path: $.name, contains: at}', []],
    ['{path: $.name, matches: ^c}', []],
    ['{path: $.name, matches: ^d}', ['$.name: "cat", expected a text that matches ^d']],
    ['{path: $.none, equals: 1}', ['$.none: nothing there']],
    ['{path: $.none, exists: true}', ['$.none: nothing there']],
    ['{path: $.none, exists: false}', []],
    ['{path: $.p, exists: false}', ['$.p: 1 values, the first is 0.5; expected none']],
  ])('is held against the JSONPath %s', async (path, expected) => {
    const body = '{"p": 0.5, "rows": [{"id": 1}, {"id": 2}], "tags": ["a", "b"], "name": "cat"}';
    expect(await faults(`{jsonpath: [${path}]}`, body)).toEqual(expected);
  });

  it.each([
    '{json: {p: [1, 2]}}',
    '{json-subset: {p: [1, 2]}}',
    '{json-schema: {type: object}}',
    '{jsonpath: {path: "$.p[0]", equals: 1}}',
  ])('inside a JSON string is decoded for %s, with a note', async (expected) => {
    const body = JSON.stringify('{"p": [1, 2]}');
    const { faults: found, notes } = judge(await expectation(expected), answerOf(body));
    expect(found).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('JSON inside a JSON string')]);
  });

  it('that is expected as text is not decoded', async () => {
    const wanted = await expectation('{json: "[1]"}');
    expect(judge(wanted, answerOf('"[1]"'))).toEqual({ faults: [], notes: [] });
  });

  it('with NaN is compared, and noted as no JSON', async () => {
    const { faults: found, notes } = judge(
      await expectation('{json: [.nan, .inf]}'),
      answerOf('[NaN, Infinity]'),
    );
    expect(found).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('NaN or Infinity')]);
  });

  it('that is nested a hundred thousand deep is told, not tripped over', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(await faults('{json: [1]}', deep)).toEqual([
      '/0: a value that is nested too deeply to be shown, expected 1',
    ]);
  });
});

describe('a text', () => {
  it('is searched by regular expressions', async () => {
    expect(await faults('{matches: [^He, y$]}', 'Healthy')).toEqual([]);
    expect(await faults('{matches: "^ok"}', 'Healthy')).toEqual([
      'the answer Healthy does not match ^ok',
    ]);
  });

  it('is not searched without end', async () => {
    const found = await faults('{matches: "^(a+)+$"}', `${'a'.repeat(60)}!`);
    expect(found).toEqual([expect.stringContaining('found no end on this answer')]);
  });

  it('that is no UTF-8 is told as that', async () => {
    const bytes = new Uint8Array([0x22, 0xff, 0x22]);
    expect(await faults('{json: a}', bytes)).toEqual([
      'the answer is not UTF-8 text (its 3 bytes start with 22ff22); return text, or expect its sha256 or bytes-file',
    ]);
    expect(await faults('{status: 200}', bytes)).toEqual([]);
    const headers: [string, string][] = [['content-type', 'text/plain; charset=latin1']];
    expect(await faults('{contains: ÿ}', bytes, { headers })).toEqual([]);
  });

  it('of which only a part is kept is told by its size', async () => {
    const cut = { ...answerOf('[1'), sizeBytes: 5_000_000_000 };
    const { faults: found } = judge(await expectation('{json: [1]}'), cut);
    expect(found).toEqual([expect.stringContaining('too large to be read')]);
  });
});

describe('bytes', () => {
  it('are held against a digest', async () => {
    const hex = digestOf('abc').replace('sha256:', '');
    expect(await faults(`{sha256: ${hex}}`, 'abc')).toEqual([]);
    expect(await faults(`{sha256: ${hex}}`, 'abd')).toEqual([
      expect.stringContaining('the answer (3 bytes) has the digest'),
    ]);
  });
});

describe('faulty expectations', () => {
  it.each([
    ['{matches: "("}', '( is no regular expression (Unterminated group); correct it'],
    ['{headers: {a: {matches: "["}}}', '[ is no regular expression'],
    ['{headers: {a: {match: b}}}', 'match is not known here; known are matches'],
    ['{jsonpath: {path: "$[", exists: true}}', '$[ is no JSONPath'],
    ['{jsonpath: {path: $}}', 'this path has nothing to be held against'],
    ['{jsonpath: {path: $, equal: 1}}', 'equal is not known here; did you mean equals?'],
    ['{json-schema: {type: float}}', '"float" is no type'],
    ['{json-schema: gone.json}', 'the json-schema gone.json cannot be read'],
    ['{status: 2x}', 'write a number from 100 to 599, a class like 2xx'],
    ['{sha256: abc}', 'write 64 hex digits'],
    ['{bytes-file: gone.bin}', 'the bytes-file gone.bin cannot be read'],
  ])('%s are refused with what to do', async (expected, message) => {
    const text = await expectation(expected).then(
      () => 'it was accepted',
      (error: unknown) => String(error),
    );
    expect(text).toContain(message);
    expect(text).toMatch(/^InputError: cases:1:/);
  });
});
