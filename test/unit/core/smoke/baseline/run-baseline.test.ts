import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttp, type Http } from '../../../../../packages/core/src/http/http.ts';
import { silentLog } from '../../../../../packages/core/src/log.ts';
import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import {
  collectAnswers,
  runBaseline,
} from '../../../../../packages/core/src/smoke/baseline/run-baseline.ts';
import { tellDrift } from '../../../../../packages/core/src/smoke/baseline/tell-drift.ts';
import { jsonCase } from '../../../../../packages/core/src/smoke/cases/smoke-case.ts';
import { type Asked, examine } from '../../../../../packages/core/src/smoke/examine.ts';
import { withContainer } from '../../../../../packages/core/src/smoke/run/with-container.ts';
import { FakeEngine, HandClock, listen, shut } from '../stand-ins.ts';

const { signal } = new AbortController();
let clock: HandClock;
let engine: TwoImages;
let server: Server;
let http: Http;
let requests: string[];

/** Each container begins anew; some end at once. */
class TwoImages extends FakeEngine {
  readonly diesWith = new Map<string, number>();
  override async run(request: Parameters<FakeEngine['run']>[0]): Promise<string> {
    const exitCode = this.diesWith.get(request.image);
    this.state =
      exitCode === undefined
        ? { kind: 'running' }
        : { kind: 'exited', exitCode, oomKilled: false, error: '' };
    return super.run(request);
  }
}

beforeEach(async () => {
  clock = new HandClock();
  requests = [];
  const listening = await listen((request, response) => {
    const image = engine.request?.image ?? '';
    if (request.url === '/score') {
      requests.push(image);
      clock.advance(image === 'new' ? 40 : 20);
    }
    response.end(request.url === '/score' && image === 'new' ? '[5.5]' : '[5]');
  });
  server = listening.server;
  engine = new TwoImages(listening.port);
  http = createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 });
});

afterEach(() => {
  http.close();
  shut(server);
});

function target(image: string) {
  return {
    image,
    imageDigest: digestOf(image),
    // The version before need not answer as the new one must.
    cases: [jsonCase('one', [1], { status: 200, text: '[5.5]' })],
    port: 5001,
    severities: {},
    startTimeoutMs: 60_000,
    requestTimeoutMs: 30_000,
    runId: 'run-1',
  };
}

async function compareVersions() {
  const deps = { engine, http, clock, log: silentLog, signal };
  const found: { answers?: Awaited<ReturnType<typeof collectAnswers>> } = {};
  const afterCases = async (asked: Asked): Promise<void> => {
    found.answers = await collectAnswers(asked, 30_000, deps);
  };
  await withContainer(target('new'), deps, ({ subject }) =>
    examine(subject, target('new'), { ...deps, afterCases }),
  );
  const { answers: now } = found;
  if (now === undefined) throw new Error('the candidate was not asked');
  requests = [];
  const about = { image: 'r:1', digest: digestOf('old'), now, maxDrift: { answer: 0.05 } };
  return runBaseline(target('old'), about, deps);
}

describe('a comparison with another version', () => {
  test('has both answers and the medians of as many requests', async () => {
    const report = await compareVersions();
    expect(report).toEqual({
      image: 'r:1',
      digest: digestOf('old'),
      problem: null,
      maxDrift: { answer: 0.05 },
      cases: [
        {
          name: 'one',
          differences: [{ pointer: '/0', before: '5', now: '5.5', drift: 0.1, absolute: 0.5 }],
          differenceCount: 1,
          drift: 0.1,
          absoluteDrift: 0.5,
          latencyMs: 40,
          latencyBeforeMs: 20,
        },
      ],
    });
    // The case itself, and ten times more.
    expect(requests).toEqual(Array.from({ length: 11 }, () => 'old'));
    expect(tellDrift(report)).toEqual([
      'Compared with r:1:',
      '  one: 1 difference, at most 0.1 relative, 0.5 in numbers; 40 ms, before 20 ms (2.00 times)',
      '    /0: 5.5, before 5 (drift 0.1)',
    ]);
  });

  test('says why a version could not be asked, and leaves no container', async () => {
    engine.diesWith.set('old', 3);
    const { problem, cases } = await compareVersions();
    expect(problem).toMatch(/^r:1 could not be compared: The container ended with exit code 3/);
    expect(cases).toEqual([]);
    expect(engine.calls.filter((call) => call === 'remove its container')).toHaveLength(2);
  });
});
