import { truncate, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { createHttp, type Http } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { digestOf } from '@package-model/core/oci/digest';
import { readCases } from '@package-model/core/smoke/cases/read-cases';
import { jsonCase, type SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { smokeTest } from '@package-model/core/smoke/smoke-test';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';
import { FakeEngine, listen, shut } from './stand-ins.ts';

/*
 * Services that do what no service should. Each test ends in bounded time and memory, and the
 * container is removed.
 */

const HTTP_LIMIT_MS = 60_000;
const MEMORY_LIMIT_BYTES = 400 * 1024 * 1024;

let http: Http;
const ends: (() => void)[] = [];
beforeEach(() => {
  http = createHttp({ userAgent: 'test', idleTimeoutMs: HTTP_LIMIT_MS });
});
afterEach(() => {
  http.close();
  ends.splice(0).forEach((end) => end());
});

const anything: SmokeCase = jsonCase('anything', { x: 1 }, { status: 200 });

/** A healthy service that answers `/score` as told. */
async function serviceThat(score: (response: ServerResponse) => void): Promise<FakeEngine> {
  const engine = new FakeEngine(0);
  const { port, server } = await listen((request, response) => {
    request.resume();
    if (request.url === '/score') request.on('end', () => score(response));
    else response.end('Healthy');
  });
  ends.push(() => shut(server));
  engine.hostPort = port;
  return engine;
}

/** The same by a socket, for answers that no HTTP library sends. */
async function socketThat(score: (socket: Socket) => void): Promise<FakeEngine> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (data.toString('latin1').includes('/score')) score(socket);
      else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nHealthy');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return new FakeEngine(address.port);
}

async function examine(
  engine: FakeEngine,
  { cases = [anything], requestTimeoutMs = 20_000 } = {},
): Promise<SmokeReport> {
  const { signal } = new AbortController();
  const report = await smokeTest(
    {
      image: 'host.example/diabetes@sha256:abc',
      imageDigest: digestOf('image'),
      cases,
      port: 5001,
      severities: {},
      startTimeoutMs: 30_000,
      requestTimeoutMs,
      runId: 'run-1',
    },
    { engine, http, clock: systemClock, log: silentLog, signal },
  );
  expect(engine.calls.at(-1)).toBe('remove its container');
  return report;
}

/** What the first case's fault is. */
const faultOf = (report: SmokeReport): string => report.cases[0]?.faults.join('\n') ?? '';

/** Runs the work and gives how much memory the process had more at the most. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peak - before;
}

describe('an answer', () => {
  test('that never ends is given up at the end of the time, in bounded memory', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const engine = await serviceThat((response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        response.once('drain', more);
      };
      more();
    });
    let report: SmokeReport | undefined;
    const peakBytes = await peakOf(async () => {
      report = await examine(engine, { requestTimeoutMs: 1500 });
    });
    expect(report?.failure?.code).toMatch(/SCORE_TIMEOUT|CASE_FAILED/);
    expect(peakBytes).toBeLessThan(MEMORY_LIMIT_BYTES);
  });

  test('that dribbles for ever is given up as well', async () => {
    const engine = await serviceThat((response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const report = await examine(engine, { requestTimeoutMs: 500 });
    expect(report.failure?.code).toBe('SCORE_TIMEOUT');
  });

  test('that redirects is not followed', async () => {
    let followed = 0;
    const { port, server } = await listen((_, response) => {
      followed += 1;
      response.end('secret');
    });
    ends.push(() => shut(server));
    const engine = await serviceThat((response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end(),
    );
    const report = await examine(engine);
    expect(faultOf(report)).toContain('302');
    expect(followed).toBe(0);
  });

  test('with 100 000 headers is told as that', async () => {
    const engine = await socketThat((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const lines = Array.from({ length: 1000 }, (_, index) => `X-${index}: y\r\n`).join('');
      for (let count = 0; count < 100; count += 1) socket.write(lines);
      socket.end('\r\n');
    });
    const report = await examine(engine);
    expect(report.failure?.code).toBe('CASE_FAILED');
    expect(faultOf(report)).toContain('more than 16 KiB of headers');
  });

  test('that is no HTTP is told as that', async () => {
    const engine = await socketThat((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(faultOf(await examine(engine))).toContain('it is not HTTP');
  });

  test('whose headers promise more than comes is a broken connection', async () => {
    const engine = await socketThat((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[1'),
    );
    const report = await examine(engine);
    expect(report.passed).toBe(false);
    expect(faultOf(report)).toContain('closed the connection');
  });

  test('in invalid UTF-8 is no JSON and no text', async () => {
    const engine = await serviceThat((response) =>
      response.end(Buffer.from([0x22, 0xff, 0xfe, 0x22])),
    );
    const expected = jsonCase('text', {}, { status: 200, text: '"??"' });
    expect(faultOf(await examine(engine, { cases: [expected] }))).toContain('not UTF-8');
  });

  test('with NaN or Infinity does not pass as the number that was expected', async () => {
    const engine = await serviceThat((response) => response.end('[NaN, Infinity, -Infinity]'));
    const tolerance = { relative: 1, absolute: 1e300 };
    const json = { value: [1, 2, 3], tolerance };
    const expected = jsonCase('numbers', {}, { status: 200, json });
    const report = await examine(engine, { cases: [expected] });
    expect(report.passed).toBe(false);
    expect(faultOf(report)).toMatch(/NaN/);
  });
});

test('a body of 500 MB is streamed to the service', async () => {
  const folder = await temporaryFolder({});
  const sizeBytes = 500 * 1000 * 1000;
  await writeFile(join(folder, 'big.bin'), '');
  await truncate(join(folder, 'big.bin'), sizeBytes);
  await writeFile(join(folder, 'cases.yaml'), '- {name: big, body-file: big.bin}\n');
  let receivedBytes = 0;
  const { port, server } = await listen((request, response) => {
    request.on('data', (chunk: Uint8Array) => {
      if (request.url === '/score') receivedBytes += chunk.byteLength;
    });
    request.on('end', () => response.end('[1]'));
  });
  ends.push(() => shut(server));
  const peakBytes = await peakOf(async () => {
    const loadMatchers = () => Promise.reject(new Error('no case asks for them'));
    const cases = await readCases(join(folder, 'cases.yaml'), {
      shownAs: 'cases.yaml',
      loadMatchers,
    });
    await examine(new FakeEngine(port), { cases: [...cases], requestTimeoutMs: 60_000 });
  });
  expect(receivedBytes).toBeGreaterThanOrEqual(sizeBytes);
  expect(peakBytes).toBeLessThan(MEMORY_LIMIT_BYTES / 2);
});

describe('a service that exits between health and score', () => {
  test('is told with its exit code, not as a broken connection', async () => {
    const engine = await serviceThat((response) => response.destroy());
    const inspect = engine.inspectContainer.bind(engine);
    let asked = 0;
    engine.inspectContainer = async (id) => {
      asked += 1;
      // Healthy when it is found and after its first answer; gone by the time it is asked again.
      if (asked > 2) {
        engine.state = { kind: 'exited', exitCode: 139, oomKilled: false, error: '' };
      }
      return inspect(id);
    };
    const report = await examine(engine);
    expect(report.failure).toMatchObject({ code: 'CONTAINER_DIED' });
    expect(report.failure?.message).toContain('exit code 139');
    expect(report.outcome).not.toBe('passed');
  });
});
