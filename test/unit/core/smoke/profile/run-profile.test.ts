import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttp, type Http } from '../../../../../packages/core/src/http/http.ts';
import { silentLog } from '../../../../../packages/core/src/log.ts';
import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import { jsonCase } from '../../../../../packages/core/src/smoke/cases/smoke-case.ts';
import { runProfile } from '../../../../../packages/core/src/smoke/profile/run-profile.ts';
import { containerId, FakeEngine, HandClock, listen, shut } from '../stand-ins.ts';

const MIB = 2 ** 20;
const { signal } = new AbortController();
let clock: HandClock;
let engine: LimitedEngine;
let server: Server;
let http: Http;
let answer: (cpus: number) => { status: number; afterMs: number };

/** Kills its container when it gets less memory than it needs. */
class LimitedEngine extends FakeEngine {
  readonly seen: (readonly [number | undefined, number | undefined])[] = [];
  override async run(request: Parameters<FakeEngine['run']>[0]): Promise<string> {
    await super.run(request);
    const { cpus, memoryBytes } = request;
    this.seen.push([cpus, memoryBytes]);
    const isKilled = memoryBytes !== undefined && memoryBytes < 150 * MIB;
    const killed = { kind: 'exited', exitCode: 137, oomKilled: true, error: '' } as const;
    this.state = isKilled ? killed : { kind: 'running' };
    return containerId;
  }
}

beforeEach(async () => {
  clock = new HandClock();
  answer = (cpus) => ({ status: 200, afterMs: cpus < 0.5 ? 300 : 40 });
  const listening = await listen((request, response) => {
    const { status, afterMs } = answer(engine.request?.cpus ?? 2);
    if (request.url === '/score') clock.advance(afterMs);
    response.writeHead(request.url === '/score' ? status : 200).end('[1]');
  });
  server = listening.server;
  engine = new LimitedEngine(listening.port);
  engine.files.set('/sys/fs/cgroup/memory/memory.max_usage_in_bytes', `${200 * MIB}\n`);
  http = createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 });
});

afterEach(() => {
  http.close();
  shut(server);
});

function profile(more: { budgetMs?: number; maxLatencyMs?: number } = {}) {
  const target = {
    image: 'host.example/net@sha256:abc',
    imageDigest: digestOf('image'),
    cases: [],
    port: 5001,
    severities: {},
    startTimeoutMs: 60_000,
    requestTimeoutMs: 30_000,
    runId: 'run-1',
    container: { env: { LEVEL: 'debug' }, memoryBytes: 64 * MIB, cpus: 0.1 },
  };
  const cases = [jsonCase('one', [1], { status: 200 })];
  const request = { target, cases, budgetMs: 300_000, maxLatencyMs: undefined, engineCpus: 2 };
  return runProfile({ ...request, ...more }, { engine, http, clock, log: silentLog, signal });
}

describe('a profile', () => {
  test('finds what the service needs, and leaves no container', async () => {
    const found = await profile();
    expect(found).toMatchObject({ ended: 'found', recommended: { cpu: 0.5, memoryInGB: 0.2 } });
    expect(found.spread).toMatchObject({ runs: 3, p50Ms: { min: 40, max: 40 } });
    expect(found.trials[0]).toMatchObject({
      purpose: 'start',
      figures: { p95Ms: 40, requestsPerSecond: 25, peakMemoryBytes: 200 * MIB },
    });
    const tooSlow = found.trials.find(({ cpus }) => cpus === 0.25);
    expect(tooSlow?.problem).toContain('took up to 300 ms, at most 80 ms are allowed');
    const killed = found.trials.find(({ memoryBytes }) => (memoryBytes ?? 1e9) < 150 * MIB);
    expect(killed?.problem).toContain('out of memory');
    const count = found.trials.length;
    expect(engine.calls.filter((call) => call === 'run')).toHaveLength(count);
    expect(engine.calls.filter((call) => call === 'remove its container')).toHaveLength(count);
  });

  test('begins without the limits of the test, and keeps its variables', async () => {
    await profile();
    expect(engine.seen[0]).toEqual([undefined, undefined]);
    expect(engine.request?.env).toEqual({ LEVEL: 'debug' });
  });

  test('holds the service against the latency that was asked for', async () => {
    expect((await profile({ maxLatencyMs: 300 })).recommended?.cpu).toBe(0.1);
    const impossible = await profile({ maxLatencyMs: 39 });
    expect(impossible).toMatchObject({ ended: 'failed', recommended: null });
    expect(impossible.trials).toHaveLength(1);
  });

  test('ends with its budget, what is under way is thrown away', async () => {
    const { ended, recommended, trials, durationSeconds } = await profile({ budgetMs: 9000 });
    expect(ended).toBe('budget');
    expect(trials.length).toBeGreaterThan(1);
    expect(trials.every(({ cpus }) => cpus === null)).toBe(true);
    // Memory was found by then; no step of CPU was.
    expect(recommended).toEqual({ cpu: 2, memoryInGB: 0.2 });
    expect(durationSeconds).toBeLessThan(14);
    expect(engine.calls.at(-1)).toBe('remove its container');
  });

  test('wrong answers under limits are failures', async () => {
    answer = (cpus) => ({ status: cpus < 1 ? 503 : 200, afterMs: 40 });
    const { recommended, trials } = await profile();
    expect(recommended?.cpu).toBe(1);
    expect(trials.find(({ cpus }) => cpus === 0.5)?.problem).toContain('one: status 503');
  });

  test('an image without cat has no peak: memory is looked for from 2 GB down', async () => {
    engine.files.clear();
    const { recommended, trials } = await profile();
    expect(trials[0]?.figures).toMatchObject({ peakMemoryBytes: null, usedCpus: null });
    expect(engine.seen[1]).toEqual([undefined, 2 ** 31]);
    expect(recommended?.memoryInGB).toBe(0.2);
  });

  test('the end of the run is no problem of the service', async () => {
    const stop = new AbortController();
    answer = () => {
      stop.abort(new Error('stopped'));
      return { status: 200, afterMs: 1 };
    };
    const cases = [jsonCase('one', [1], { status: 200 })];
    const target = {
      image: 'i',
      imageDigest: digestOf('image'),
      cases,
      port: 5001,
      severities: {},
      startTimeoutMs: 60_000,
      requestTimeoutMs: 30_000,
      runId: 'run-1',
    };
    const request = { target, cases, budgetMs: 300_000, maxLatencyMs: undefined, engineCpus: 2 };
    const deps = { engine, http, clock, log: silentLog, signal: stop.signal };
    await expect(runProfile(request, deps)).rejects.toThrow('stopped');
    expect(engine.calls).toEqual(['run', 'remove its container']);
  });
});
