import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../../packages/core/src/clock.ts';
import { createHttp, type Http } from '../../../../../packages/core/src/http/http.ts';
import { silentLog } from '../../../../../packages/core/src/log.ts';
import { parseInlineCases } from '../../../../../packages/core/src/smoke/cases/read-cases.ts';
import { readAllCases } from '../../../../../packages/core/src/smoke/cases/read-many.ts';
import {
  recordingOf,
  writeRecording,
} from '../../../../../packages/core/src/smoke/cases/record.ts';
import {
  runCases,
  type ScoredCase,
} from '../../../../../packages/core/src/smoke/cases/run-cases.ts';
import type { SmokeCase } from '../../../../../packages/core/src/smoke/cases/smoke-case.ts';
import { listen, shut } from '../stand-ins.ts';

const answers: Readonly<Record<string, string | Uint8Array>> = {
  '/score': '{"result": [1.25, 2e-7], "label": "yes"}',
  '/twice': JSON.stringify('{"a": [1]}'),
  '/text': 'plain: text',
  '/bytes': new Uint8Array([0xff, 0xd8, 0x00]),
  '/long': JSON.stringify(Array.from({ length: 40_000 }, (_, index) => index)),
  '/nan': '[NaN]',
};

let folder = '';
let server: Server;
let http: Http;
let url: URL;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-'));
  await writeFile(join(folder, 'leaf.png'), 'PNG');
  http = createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 });
  const found = await listen((request, response) => {
    request.resume().on('end', () => {
      response.statusCode = request.url === '/text' ? 404 : 200;
      response.end(answers[request.url ?? '']);
    });
  });
  ({ server } = found);
  url = new URL(`http://127.0.0.1:${found.port}/`);
});
afterEach(async () => {
  http.close();
  shut(server);
  await rm(folder, { recursive: true });
});

async function loadMatchers(): Promise<never> {
  throw new Error('no case here needs matchers');
}

async function run(cases: readonly SmokeCase[]) {
  const scored: ScoredCase[] = [];
  const subject = { url, confirm: async () => {}, container: undefined };
  const { signal } = new AbortController();
  const deps = { http, clock: systemClock, log: silentLog, signal };
  const failure = await runCases(cases, { subject, requestTimeoutMs: 10_000, scored }, deps);
  return { failure, scored };
}

const cases = `
- {name: payload, request: {data: [1.5, null, "ä"]}, repeat: 2, warm-up: 1, order: 3}
- {name: wrong, request: 1, expect: {json: [2]}}
- {name: twice, request: {path: /twice, json: {a: 1}}}
- {name: text, request: {method: PUT, path: /text, headers: {x-a: b}, text: hello}}
- {name: bytes, request: {path: /bytes, base64: AAEC}}
- {name: long, request: {path: /long, file: leaf.png}}
- {name: nan, request: {path: /nan, headers: {content-type: text/csv}, text: "1,2"}}
- name: form
  request: {path: /score, multipart: {fields: {a: b}, files: {image: leaf.png}}}
- {name: raw, body: "{not json", content-type: application/json}
- {name: health, method: GET}
`;

describe('a recording', () => {
  it.each(['json', 'yaml'] as const)(
    'as %s, read again, is what the service answers',
    async (format) => {
      const given = await parseInlineCases(cases, { shownAs: 'cases', folder, loadMatchers });
      const { failure, scored } = await run(given);
      expect(failure?.code).toBe('CASE_FAILED');
      const recording = await recordingOf(scored, { folder, format });
      expect(recording).toMatchObject({ count: 10, missing: [] });
      await writeRecording(join(folder, `recorded.${format}`), recording);
      const again = await readAllCases(`recorded.${format}`, { folder, loadMatchers });
      expect(again.map(({ name, body, headers }) => ({ name, body, headers }))).toEqual(
        given.map(({ name, body, headers }) => ({
          name,
          body: typeof body === 'object' && 'open' in body ? expect.anything() : body,
          headers: body === undefined ? {} : headers,
        })),
      );
      expect((await run(again)).failure).toBeNull();
      expect(again.find(({ name }) => name === 'payload')).toMatchObject({
        repeat: 2,
        warmUp: 1,
        order: 3,
        expect: { json: { value: { result: [1.25, 2e-7], label: 'yes' } } },
      });
      expect(again.find(({ name }) => name === 'long')?.expect).toHaveProperty('bytes');
      expect(again.find(({ name }) => name === 'twice')?.expect.json?.value).toEqual({ a: [1] });
    },
  );

  it('names the cases that got no answer', async () => {
    const given = await parseInlineCases('[{name: first, request: 1}]', {
      shownAs: 'cases',
      folder,
      loadMatchers,
    });
    shut(server);
    const { scored } = await run(given);
    expect(await recordingOf(scored, { folder, format: 'yaml' })).toMatchObject({
      count: 0,
      missing: ['first'],
    });
  });
});

describe('several files of cases', () => {
  it('are read by name from a folder or a pattern, expected answers aside', async () => {
    await writeFile(join(folder, 'b.yaml'), '[{request: 1, order: -1}, {request: 2}]');
    await writeFile(join(folder, 'a.json'), '{"data": [1]}');
    await writeFile(join(folder, 'a.expected.json'), '[7]');
    const found = await readAllCases('.', { folder, loadMatchers });
    expect(found.map(({ name }) => name)).toEqual(['b: case 1', 'a', 'b: case 2']);
    expect(found[1]?.expect.json?.value).toEqual([7]);
    const some = await readAllCases('*.yaml', { folder, loadMatchers });
    expect(some).toHaveLength(2);
  });

  it('are refused with the faults of all of them', async () => {
    await writeFile(join(folder, 'a.yaml'), '[{request: 1, expcet: 1}]');
    await writeFile(join(folder, 'b.yaml'), '[{name: x, request: 1}]');
    await writeFile(join(folder, 'c.json'), '[{"name": "x", "request": 1, "repeat": 0}]');
    await writeFile(join(folder, 'd.json'), '[{"name": "x", "request": 1}]');
    const message = await readAllCases('.', { folder, loadMatchers }).catch(String);
    expect(message).toContain('a.yaml:1:15 ([0].expcet)');
    expect(message).toContain('c.json:1:30 ([0].repeat)');
    expect(message).toContain('more than one case has the name x');
  });

  it('that are none are told', async () => {
    const message = await readAllCases('*.yaml', { folder, loadMatchers }).catch(String);
    expect(message).toContain('*.yaml: there are no cases here');
  });
});
