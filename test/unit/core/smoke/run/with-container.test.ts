import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttp, type Http } from '../../../../../packages/core/src/http/http.ts';
import { silentLog } from '../../../../../packages/core/src/log.ts';
import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import {
  jsonCase,
  type SmokeCase,
} from '../../../../../packages/core/src/smoke/cases/smoke-case.ts';
import type { SmokeReport } from '../../../../../packages/core/src/smoke/report/report.ts';
import type { SmokeTarget } from '../../../../../packages/core/src/smoke/run/target.ts';
import { smokeTest } from '../../../../../packages/core/src/smoke/smoke-test.ts';
import { FakeEngine, HandClock, listen, shut } from '../stand-ins.ts';

let http: Http;
let lines: string[];
let servers: Server[];
let stop: AbortController;

beforeEach(() => {
  http = createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 });
  lines = [];
  servers = [];
  stop = new AbortController();
});
afterEach(() => {
  http.close();
  servers.forEach(shut);
});

/** An engine whose container answers 200 to everything. */
async function servingEngine(): Promise<FakeEngine> {
  const { port, server } = await listen((request, response) => {
    request.resume().on('end', () => response.end('[]'));
  });
  servers.push(server);
  return new FakeEngine(port);
}

const good = jsonCase('good', [], { status: 200 });
const bad = jsonCase('bad', [], { status: 418 });

function test(
  engine: FakeEngine,
  cases: readonly SmokeCase[],
  more: Partial<SmokeTarget> = {},
): Promise<SmokeReport> {
  const say = (line: string): void => void lines.push(line);
  const log = { ...silentLog, info: say, warn: say };
  const target: SmokeTarget = {
    image: 'img:1',
    imageDigest: digestOf('image'),
    cases,
    port: 5001,
    severities: {},
    startTimeoutMs: 60_000,
    requestTimeoutMs: 30_000,
    runId: 'run-1',
    ...more,
  };
  return smokeTest(target, { engine, http, clock: new HandClock(), log, signal: stop.signal });
}

describe('a container', () => {
  it('of an engine elsewhere is published there and found under its name', async () => {
    const engine = await servingEngine();
    engine.where = { kind: 'published', host: 'localhost', publishOn: '0.0.0.0' };
    expect((await test(engine, [good])).passed).toBe(true);
    expect(engine.request).toMatchObject({ ports: [5001], publishOn: '0.0.0.0' });
  });

  it("beside this job's own container is found by its address, and publishes nothing", async () => {
    const engine = await servingEngine();
    engine.where = { kind: 'network', network: 'job-net' };
    const report = await test(engine, [good], { port: engine.hostPort });
    expect(report.passed).toBe(true);
    expect(engine.request).toMatchObject({ ports: [], network: 'job-net' });
  });

  it('gets limits, variables and files', async () => {
    const engine = await servingEngine();
    const files = [{ source: '/a', target: '/b' }];
    const container = { cpus: 0.5, memoryBytes: 2 ** 29, env: { A: '1' }, files };
    await test(engine, [good], { container });
    expect(engine.request).toMatchObject(container);
  });

  it('that is isolated has a network of its own, which goes with it', async () => {
    const engine = await servingEngine();
    const report = await test(engine, [good], { isolated: 'yes', port: engine.hostPort });
    expect(report.passed).toBe(true);
    const ends = ['remove its container', 'remove its network'];
    expect(engine.calls.filter((call) => call !== 'stop')).toEqual(['network', 'run', ...ends]);
  });
});

describe('with keep-on-failure', () => {
  it('the container of a failed test stays, with how to enter and how to remove it', async () => {
    const engine = await servingEngine();
    const report = await test(engine, [bad], { keepOnFailure: 'yes' });
    expect(report.passed).toBe(false);
    expect(engine.calls.join()).not.toContain('remove');
    const name = engine.request?.name ?? 'none';
    const said = lines.join('\n');
    expect(said).toContain(`The container ${name} was kept (keep-on-failure)`);
    expect(said).toContain(`docker rm -f -v ${name} && docker image rm img:1`);
    expect(said).toMatch(new RegExp(`docker (exec -it|logs) ${name}`));
  });

  it('a container that passed goes', async () => {
    const engine = await servingEngine();
    await test(engine, [good], { keepOnFailure: 'yes' });
    expect(engine.calls).toContain('remove its container');
  });

  it('a run that is stopped leaves nothing', async () => {
    const engine = await servingEngine();
    engine.run = async (request) => {
      engine.request = request;
      stop.abort(new Error('stopped'));
      return 'id';
    };
    await expect(test(engine, [bad], { keepOnFailure: 'yes' })).rejects.toThrow('stopped');
    expect(engine.calls).toContain('remove its container');
  });
});

describe('a container that cannot be removed', () => {
  it('makes a good test fail, with what to type', async () => {
    const engine = await servingEngine();
    engine.removeContainer = () => Promise.reject(new Error('device or resource busy'));
    const report = await test(engine, [good]);
    expect(report).toMatchObject({
      passed: false,
      outcome: 'cleanup-failed',
      failure: { code: 'CLEANUP_FAILED' },
    });
    expect(report.failure?.message).toContain('device or resource busy');
    expect(report.failure?.message).toContain(`docker rm -f ${engine.request?.name}`);
  });

  it('does not hide what the test itself found', async () => {
    const engine = await servingEngine();
    engine.removeContainer = () => Promise.reject(new Error('busy'));
    const report = await test(engine, [bad]);
    expect(report).toMatchObject({ outcome: 'case-failed', failure: { code: 'CASE_FAILED' } });
  });
});
