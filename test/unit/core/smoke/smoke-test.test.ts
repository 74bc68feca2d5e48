import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttp, type Http } from '../../../../packages/core/src/http/http.ts';
import { silentLog } from '../../../../packages/core/src/log.ts';
import { digestOf } from '../../../../packages/core/src/oci/digest.ts';
import { jsonCase, type SmokeCase } from '../../../../packages/core/src/smoke/cases/smoke-case.ts';
import { defaultTolerance } from '../../../../packages/core/src/smoke/cases/compare.ts';
import {
  failureOf,
  parseReport,
  type SmokeReport,
} from '../../../../packages/core/src/smoke/report/report.ts';
import { smokeTest } from '../../../../packages/core/src/smoke/smoke-test.ts';
import { containerId, FakeEngine, HandClock, listen, shut } from './stand-ins.ts';

type Answers = Readonly<Record<string, (body: string, response: ServerResponse) => void>>;

const sum = (body: string, response: ServerResponse): void => {
  const parsed = rowsIn(body);
  if (parsed === undefined) return void response.writeHead(400).end();
  const sums = parsed.data.map((row) => row.reduce((total, value) => total + value, 0));
  response.setHeader('content-type', 'application/json').end(JSON.stringify(sums));
};
function rowsIn(body: string): { data: number[][] } | undefined {
  try {
    return JSON.parse(body);
  } catch {
    // The checks send a body that is no JSON.
    return undefined;
  }
}
const healthy: Answers = {
  'GET /': (_body, response) => response.end('Healthy'),
  'POST /score': sum,
};
const rows = {
  data: [
    [1, 2],
    [3, 4],
  ],
};

function expecting(value: unknown, name = 'two rows'): SmokeCase {
  return jsonCase(name, rows, { status: 200, json: { value, tolerance: defaultTolerance } });
}

let http: Http;
let clock: HandClock;
let lines: string[];
let stop: AbortController;
const servers: Server[] = [];

beforeEach(() => {
  http = createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 });
  clock = new HandClock();
  lines = [];
  stop = new AbortController();
});
afterEach(() => {
  http.close();
  servers.splice(0).forEach(shut);
});

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function containerWith(answers: Answers): Promise<FakeEngine> {
  const listener: RequestListener = (request, response) => {
    const answer = answers[`${request.method} ${request.url}`];
    void readAll(request).then((body) =>
      answer === undefined ? response.writeHead(404).end() : answer(body, response),
    );
  };
  const { port, server } = await listen(listener);
  servers.push(server);
  return new FakeEngine(port);
}

function test(engine: FakeEngine, cases: readonly SmokeCase[]): Promise<SmokeReport> {
  const say = (line: string): void => void lines.push(line);
  return smokeTest(
    {
      image: 'host.example/diabetes@sha256:abc',
      imageDigest: digestOf('image'),
      cases,
      port: 5001,
      severities: {},
      startTimeoutMs: 60_000,
      requestTimeoutMs: 30_000,
      runId: 'run-1',
    },
    { engine, http, clock, log: { ...silentLog, info: say, warn: say }, signal: stop.signal },
  );
}

describe('a smoke test', () => {
  it('passes when every answer is as expected', async () => {
    const engine = await containerWith(healthy);
    const report = await test(engine, [expecting([3, 7])]);
    expect(report).toMatchObject({
      passed: true,
      failure: null,
      log: null,
      notTested: [],
      cases: [{ name: 'two rows', passed: true, status: 200, faults: [] }],
    });
    expect(failureOf(report)).toBeUndefined();
    expect(parseReport(JSON.parse(JSON.stringify(report)), 'report')).toEqual(report);
  });

  it('publishes the port, labels its container and removes it', async () => {
    const engine = await containerWith(healthy);
    await test(engine, [expecting([3, 7])]);
    expect(engine.request).toMatchObject({
      image: 'host.example/diabetes@sha256:abc',
      labels: { 'package-model.run': 'run-1' },
      ports: [5001],
    });
    expect(engine.calls).toEqual(['run', 'stop', 'remove its container']);
  });

  it('fails with every wrong value and goes on with the next case', async () => {
    const engine = await containerWith(healthy);
    const report = await test(engine, [expecting([3, 8], 'wrong'), expecting([3, 7], 'right')]);
    expect(report.cases.map((one) => one.passed)).toEqual([false, true]);
    expect(failureOf(report)).toMatchObject({ code: 'CASE_FAILED' });
    expect(String(failureOf(report))).toContain('wrong:\n    /1: 7, expected 8');
    expect(report.log).toBe('started\n');
  });

  it('shows the traceback of the entry script when it answers 500', async () => {
    const engine = await containerWith({
      ...healthy,
      'POST /score': (_body, response) => response.writeHead(500).end('"An unexpected error"'),
    });
    engine.log = 'before\nTraceback (most recent call last):\n  score.py\nKeyError: 1\n';
    const text = String(failureOf(await test(engine, [expecting([3, 7])])));
    expect(text).toContain('status 500, expected 200; the answer: "An unexpected error"');
    expect(text).toContain('KeyError: 1');
    expect(text).not.toContain('before');
  });

  it('shows the log of a failed case without what the requests of the checks leave in it', async () => {
    const engine = await containerWith({
      ...healthy,
      'POST /score': (body, response) => {
        const isOfCase = rowsIn(body) !== undefined;
        engine.log += isOfCase ? 'scored two rows\n' : 'Traceback (most recent call last):\n';
        sum(body, response);
      },
    });
    const report = await test(engine, [expecting([3, 8])]);
    expect(report.checks.map(({ id }) => id)).toContain('malformed-request');
    expect(engine.log).toContain('Traceback');
    expect(report.log).toBe('started\nscored two rows\n');
  });

  it('fails when a part of the answer is missing, or the answer is not JSON', async () => {
    const engine = await containerWith({
      ...healthy,
      'POST /score': (_body, response) => response.end('plain'),
    });
    const contains = jsonCase('part', rows, { status: 200, contains: 'words' });
    const text = jsonCase('whole', rows, { status: 200, text: 'plain text' });
    const report = await test(engine, [expecting([3, 7]), contains, text]);
    expect(report.cases.map((one) => one.faults[0])).toEqual([
      'the answer is not JSON: plain',
      'the answer plain does not contain "words"',
      'the answer is plain, expected "plain text"',
    ]);
  });

  it('fails when an answer takes longer than the case allows', async () => {
    const engine = await containerWith({
      ...healthy,
      'POST /score': (body, response) => {
        clock.advance(80);
        sum(body, response);
      },
    });
    const quick = jsonCase('quick', rows, { status: 200, maxLatencyMs: 50 });
    const report = await test(engine, [quick]);
    expect(report.latencyMs).toBe(80);
    expect(report.cases[0]?.faults).toEqual(['took 80 ms, at most 50 ms are allowed']);
  });
});

describe('without cases', () => {
  it('sends the example of swagger.json and says what that leaves open', async () => {
    const swagger = { definitions: { ServiceInput: { type: 'object', example: rows } } };
    const engine = await containerWith({
      ...healthy,
      'GET /swagger.json': (_body, response) => response.end(JSON.stringify(swagger)),
    });
    const report = await test(engine, []);
    expect(report.passed).toBe(true);
    expect(report.cases.map((one) => one.name)).toEqual(['example of swagger.json']);
    expect(report.notTested).toEqual(['The values of the answers: no cases were given.']);
    expect(lines.join('\n')).toContain('only its status must be 200');
  });

  it('asks for version 3 when there is no version 2', async () => {
    const swagger = { components: { schemas: { ServiceInput: { example: rows } } } };
    const engine = await containerWith({
      ...healthy,
      'GET /swagger.json?version=3': (_body, response) => response.end(JSON.stringify(swagger)),
    });
    expect((await test(engine, [])).cases).toHaveLength(1);
  });

  it('passes on readiness alone when there is no example, with a warning', async () => {
    const swagger = { definitions: { ServiceInput: { type: 'object', example: {} } } };
    const engine = await containerWith({
      ...healthy,
      'GET /swagger.json': (_body, response) => response.end(JSON.stringify(swagger)),
    });
    const report = await test(engine, []);
    expect(report).toMatchObject({ passed: true, cases: [] });
    expect(report.notTested).toHaveLength(1);
    expect(lines.join('\n')).toContain('Nothing was scored');
  });
});

describe('a container that', () => {
  it('dies at start is reported with its exit code and its log', async () => {
    const engine = await containerWith({});
    engine.state = { kind: 'exited', exitCode: 3, oomKilled: false, error: '' };
    engine.log = "User's init function failed\n";
    const report = await test(engine, [expecting([3, 7])]);
    expect(report).toMatchObject({ passed: false, readyMs: null, cases: [] });
    expect(report.failure?.code).toBe('CONTAINER_DIED');
    expect(report.failure?.message).toContain('ended with exit code 3');
    expect(report.failure?.message).toContain("User's init function failed");
    expect(engine.calls).toContain('remove its container');
  });

  it('runs out of memory while it scores is reported as that', async () => {
    const engine = await containerWith({
      ...healthy,
      'POST /score': (_body, response) => {
        engine.state = { kind: 'exited', exitCode: 137, oomKilled: true, error: '' };
        response.destroy();
      },
    });
    const report = await test(engine, [expecting([3, 7])]);
    expect(report.failure?.code).toBe('CONTAINER_DIED');
    expect(report.failure?.message).toContain('it ran out of memory');
    expect(report.cases).toHaveLength(1);
  });

  it('loses its port never passes, whatever answers there', async () => {
    const engine = await containerWith({
      ...healthy,
      'POST /score': (body, response) => {
        engine.hostPort += 1;
        sum(body, response);
      },
    });
    const report = await test(engine, [expecting([3, 7])]);
    expect(report).toMatchObject({ passed: false, failure: { code: 'PORT_LOST' } });
  });

  it('breaks the connection fails the case, and the rest is not sent', async () => {
    const engine = await containerWith({
      ...healthy,
      'POST /score': (_body, response) => response.destroy(),
    });
    const report = await test(engine, [expecting([3, 7], 'first'), expecting([3, 7], 'second')]);
    expect(report.failure?.code).toBe('CASE_FAILED');
    expect(report.cases[1]?.faults).toEqual(['not sent: first got no answer']);
  });

  it('hangs in /score ends as SCORE_TIMEOUT', async () => {
    const engine = await containerWith({ ...healthy, 'POST /score': () => clock.expire() });
    const report = await test(engine, [expecting([3, 7])]);
    expect(report.failure?.code).toBe('SCORE_TIMEOUT');
    expect(report.failure?.message).toContain('no answer within 30 s');
    expect(engine.calls).toContain('remove its container');
  });
});

describe('readiness', () => {
  it('survives a server that accepts, hangs, then answers 502, then is ready', async () => {
    let asked = 0;
    const engine = await containerWith({
      ...healthy,
      'GET /': (_body, response) => {
        asked += 1;
        if (asked <= 2) clock.expire();
        else if (asked === 3) response.writeHead(502).end();
        else response.end('Healthy');
      },
    });
    const report = await test(engine, [expecting([3, 7])]);
    expect(report.passed).toBe(true);
    // Four until it was ready, two by the checks.
    expect(asked).toBe(6);
    expect(report.readyMs).toBeGreaterThan(10_000);
    expect(clock.slept).toEqual([500, 500, 500]);
    expect(lines.join('\n')).toMatch(/Waiting for the scoring server .* no answer yet after 5 s/);
  });

  it('ends as NOT_READY when the time is over', async () => {
    const engine = await containerWith({
      'GET /': (_body, response) => response.writeHead(503).end(),
    });
    const report = await test(engine, [expecting([3, 7])]);
    expect(report.failure?.code).toBe('NOT_READY');
    expect(report.failure?.message).toContain('the last answer had status 503');
    expect(report.failure?.message).toContain('raise start-timeout');
  });

  it('waits on while nothing listens yet', async () => {
    const engine = await containerWith({});
    servers.splice(0).forEach(shut);
    const report = await test(engine, [expecting([3, 7])]);
    expect(report.failure?.message).toContain('no connection yet');
  });
});

describe('an abort', () => {
  it('removes the container and rises as the reason', async () => {
    const reason = new Error('cancelled');
    const engine = await containerWith({ ...healthy, 'POST /score': () => stop.abort(reason) });
    await expect(test(engine, [expecting([3, 7])])).rejects.toBe(reason);
    expect(engine.calls).toEqual(['run', 'remove its container']);
  });
});

it('shows the first 12 digits of an id', async () => {
  const engine = await containerWith(healthy);
  engine.inspectContainer = async () => undefined;
  const report = await test(engine, []);
  expect(report.failure?.message).toContain(`The container ${containerId.slice(0, 12)} is gone`);
});
