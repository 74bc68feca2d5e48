import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compilePath } from '../../../../../packages/matchers/src/json-path.ts';
import { compileSchema } from '../../../../../packages/matchers/src/json-schema.ts';
import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import {
  casesDigest,
  unplaced,
} from '../../../../../packages/core/src/smoke/cases/cases-digest.ts';
import { defaultTolerance } from '../../../../../packages/core/src/smoke/cases/compare.ts';
import {
  parseInlineCases,
  readCases,
} from '../../../../../packages/core/src/smoke/cases/read-cases.ts';

const loadMatchers = async () => ({ compilePath, compileSchema });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cases-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function read(name: string, text: string) {
  await writeFile(join(folder, name), text);
  return readCases(join(folder, name), { shownAs: name, loadMatchers });
}

async function refusal(name: string, text: string): Promise<string> {
  return read(name, text).then(
    () => 'it was accepted',
    (error: unknown) => String(error),
  );
}

const post = {
  method: 'POST',
  path: '/score',
  headers: { 'content-type': 'application/json' },
};

describe('a cases file', () => {
  it('may be a list with every key', async () => {
    await writeFile(join(folder, 'image.bin'), new Uint8Array([1, 2]));
    const cases = await read(
      'cases.yaml',
      `
- name: two rows
  request: {data: [[1, 2], [3, 4]]}
  expect: {json: [1.5, 2.5], tolerance: 0.01, max-latency-ms: 500}
- body: hello
  content-type: text/plain; charset=utf-8
  expect: {status: 400, contains: data, text: no data}
- body-file: image.bin
  method: PUT
  expect: {json: null, tolerance: {absolute: 1}}
- method: OPTIONS
`,
    );
    const octets = 'application/octet-stream';
    expect(cases.map(unplaced)).toEqual([
      {
        ...post,
        name: 'two rows',
        body: '{"data":[[1,2],[3,4]]}',
        expect: {
          status: 200,
          json: { value: [1.5, 2.5], tolerance: { ...defaultTolerance, relative: 0.01 } },
          maxLatencyMs: 500,
        },
      },
      {
        name: 'case 2',
        method: 'POST',
        path: '/score',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: 'hello',
        expect: { status: 400, contains: 'data', text: 'no data' },
      },
      {
        name: 'case 3',
        method: 'PUT',
        path: '/score',
        headers: { 'content-type': octets },
        body: expect.objectContaining({
          sizeBytes: 2,
          digest: digestOf(new Uint8Array([1, 2])),
        }),
        expect: {
          status: 200,
          json: { value: null, tolerance: { ...defaultTolerance, absolute: 1 } },
        },
      },
      {
        name: 'case 4',
        method: 'OPTIONS',
        path: '/score',
        headers: { 'content-type': octets },
        body: undefined,
        expect: { status: 200 },
      },
    ]);
  });

  it('may have the list under cases, or be one case', async () => {
    const one = { request: 1, expect: { json: 2 } };
    const listed = await read('a.json', JSON.stringify({ cases: [one] }));
    const single = await read('b.json', JSON.stringify(one));
    expect(listed.map(unplaced)).toEqual(single.map(unplaced));
    expect(listed[0]?.body).toBe('1');
  });

  it('tells where each case stands, which changes no digest', async () => {
    const first = await read('a.yaml', '- name: one\n  body: x\n\n- name: two\n  body: y\n');
    expect(first.map(({ place }) => place)).toEqual([
      { file: 'a.yaml', line: 1, column: 3 },
      { file: 'a.yaml', line: 4, column: 3 },
    ]);
    const moved = await read('b.yaml', '# moved\n- name: one\n  body: x\n- {name: two, body: y}\n');
    expect(casesDigest(moved)).toBe(casesDigest(first));
  });

  it('may be a bare request, with the expected answer beside it', async () => {
    const bare = await read('rows.json', '{"data": [[1]]}');
    expect(bare).toEqual([
      { ...post, name: 'case 1', body: '{"data":[[1]]}', expect: { status: 200 } },
    ]);
    await writeFile(join(folder, 'rows.expected.json'), '[7]');
    const [found] = await read('rows.json', '{"data": [[1]]}');
    expect(found?.expect.json).toEqual({ value: [7], tolerance: defaultTolerance });
  });

  it('may be written in the input itself', async () => {
    const place = { shownAs: 'cases', folder, loadMatchers };
    const [found] = await parseInlineCases('[{"request": {"data": [1]}}]', place);
    expect(found?.body).toBe('{"data":[1]}');
  });
});

describe('a faulty cases file', () => {
  it('is refused with every fault, each with its line', async () => {
    const message = await refusal(
      'cases.yaml',
      `- request: 1
  expcet: {json: 1}
- request: 1
  body: x
- expect: {status: 99, jsonn: 2}
- body-file: missing.bin
- name: nothing
`,
    );
    expect(message).toContain('cases.yaml:2:3 ([0].expcet): expcet is not known here');
    expect(message).toContain('did you mean expect?');
    expect(message).toContain('cases.yaml:3:3 ([1]): request and body exclude each other');
    expect(message).toContain('cases.yaml:5:12 ([2].expect.status)');
    expect(message).toContain('did you mean json?');
    expect(message).toContain('cases.yaml:6:3 ([3].body-file): the body-file missing.bin');
    expect(message).toContain('cases.yaml:7:3 ([4]): this case sends nothing');
  });

  it.each([
    ['is empty', '[]'],
    ['has no list', '{"cases": 3}'],
    ['is a text', '"hello"'],
  ])('that %s is told what belongs there', async (_name, text) => {
    expect(await refusal('cases.json', text)).toContain('there are no cases here');
  });

  it('with a name used twice is refused', async () => {
    const text = '[{"name": "a", "request": 1}, {"name": "a", "request": 2}]';
    expect(await refusal('cases.json', text)).toContain('more than one case has the name a');
  });

  it('with a list of something else is refused', async () => {
    expect(await refusal('cases.json', '[3]')).toContain('must be an object, not a number');
  });
});
