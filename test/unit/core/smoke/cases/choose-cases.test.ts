import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttp, type Http } from '../../../../../packages/core/src/http/http.ts';
import { silentLog } from '../../../../../packages/core/src/log.ts';
import { chooseCases } from '../../../../../packages/core/src/smoke/cases/choose-cases.ts';
import { containerId, FakeEngine, HandClock, listen, shut } from '../stand-ins.ts';

let http: Http;
let server: Server;
let engine: FakeEngine;
let swagger: unknown;
let lines: string[];
beforeEach(async () => {
  http = createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 });
  swagger = {};
  lines = [];
  const found = await listen((_request, response) => response.end(JSON.stringify(swagger)));
  ({ server } = found);
  engine = new FakeEngine(found.port);
});
afterEach(() => {
  http.close();
  shut(server);
});

async function choose(where: 'container' | 'elsewhere' = 'container') {
  const running = {
    id: containerId,
    name: 'one',
    containerPort: 5001,
    host: '127.0.0.1',
    port: engine.hostPort,
  };
  const subject = {
    url: new URL(`http://127.0.0.1:${engine.hostPort}/`),
    confirm: async () => {},
    container: where === 'container' ? { engine, running } : undefined,
  };
  const say = (line: string): void => void lines.push(line);
  const log = { ...silentLog, info: say, warn: say };
  const { signal } = new AbortController();
  const deps = { http, clock: new HandClock(), log, signal };
  return chooseCases([], { subject, requestTimeoutMs: 30_000 }, deps);
}

/** What the script in the container prints. */
function samples(found: Readonly<Record<string, unknown>>): void {
  engine.files.set('sample-input', JSON.stringify(found));
}

const model = { path: '/models/a/sample_input.json', text: '{"data": [1]}' };
const mlflow = { path: '/models/a/input_example.json', text: '{"columns": ["x"], "data": [[1]]}' };
const withExample = { definitions: { ServiceInput: { example: { data: [2] } } } };

describe('without cases', () => {
  it('the sample input of the model comes first', async () => {
    samples({ model, mlflow });
    swagger = withExample;
    const { cases, from, notTested } = await choose();
    expect(from).toBe('model');
    expect(cases).toMatchObject([{ body: '{"data":[1]}', expect: { status: 200 } }]);
    expect(notTested).toHaveLength(1);
    expect(lines[0]).toContain('/models/a/sample_input.json is sent');
  });

  it('the answer beside the sample input is expected', async () => {
    samples({ model: { ...model, answer: '[3]' } });
    const { cases, notTested } = await choose();
    expect(cases[0]?.expect.json?.value).toEqual([3]);
    expect(notTested).toEqual([]);
  });

  it('the example of swagger.json comes second', async () => {
    samples({ mlflow });
    swagger = withExample;
    expect(await choose()).toMatchObject({ from: 'swagger', cases: [{ body: '{"data":[2]}' }] });
  });

  it.each([
    ['a table', mlflow.text, { dataframe_split: { columns: ['x'], data: [[1]] } }],
    ['a list', '[[1]]', { inputs: [[1]] }],
    ['what its server takes', '{"inputs": [1]}', { inputs: [1] }],
  ])("MLflow's example that is %s comes third", async (_name, text, sent) => {
    samples({ mlflow: { ...mlflow, text } });
    expect(await choose()).toMatchObject({
      from: 'mlflow',
      cases: [{ body: JSON.stringify(sent) }],
    });
  });

  it.each([
    ['nothing', {}],
    ['a sample that is no JSON', { model: { path: '/a', text: 'no' } }],
    ['something else', { model: 3 }],
  ])('and with %s in the models, nothing is sent', async (_name, found) => {
    samples(found);
    expect(await choose()).toMatchObject({ from: 'none', cases: [] });
    expect(lines.join()).toContain('Nothing was scored');
  });

  it('a service that runs elsewhere is not looked into', async () => {
    samples({ model });
    expect(await choose('elsewhere')).toMatchObject({ from: 'none' });
  });
});
