import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttp, type Http } from '../../../../../packages/core/src/http/http.ts';
import { silentLog } from '../../../../../packages/core/src/log.ts';
import { SmokeError } from '../../../../../packages/core/src/smoke/errors.ts';
import { fileBody } from '../../../../../packages/core/src/smoke/cases/file-body.ts';
import {
  runCases,
  type ScoredCase,
} from '../../../../../packages/core/src/smoke/cases/run-cases.ts';
import {
  jsonCase,
  type SmokeCase,
} from '../../../../../packages/core/src/smoke/cases/smoke-case.ts';
import { HandClock, listen, shut } from '../stand-ins.ts';

let folder = '';
let http: Http;
let clock: HandClock;
let confirmed = 0;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-cases-'));
  http = createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 });
  clock = new HandClock();
  confirmed = 0;
});
afterEach(async () => {
  http.close();
  servers.splice(0).forEach(shut);
  await rm(folder, { recursive: true });
});

async function serve(listener: RequestListener): Promise<number> {
  const { port, server } = await listen(listener);
  servers.push(server);
  return port;
}

async function run(port: number, cases: readonly SmokeCase[], confirm = async () => {}) {
  const scored: ScoredCase[] = [];
  const subject = {
    url: new URL(`http://127.0.0.1:${port}/`),
    confirm: async () => {
      confirmed += 1;
      await confirm();
    },
    container: undefined,
  };
  const { signal } = new AbortController();
  const deps = { http, clock, log: silentLog, signal };
  const failure = await runCases(cases, { subject, requestTimeoutMs: 30_000, scored }, deps);
  return { failure, reports: scored.map(({ report }) => report), scored };
}

const ok = jsonCase('one', { data: [1] }, { status: 200 });

describe('cases that are sent', () => {
  it('are confirmed once, at the end', async () => {
    const port = await serve((_request, response) => response.end('1'));
    const many = Array.from({ length: 20 }, (_, index) => ({ ...ok, name: `case ${index}` }));
    expect((await run(port, many)).failure).toBeNull();
    expect(confirmed).toBe(1);
  });

  it('count for nothing when another program has answered in the end', async () => {
    const port = await serve((_request, response) => response.end('1'));
    const lost = run(port, [ok], async () => {
      throw new SmokeError('PORT_LOST', 'the port is lost');
    });
    await expect(lost).rejects.toThrow('the port is lost');
  });

  it('tell of a container that the engine knows to have ended only a while after', async () => {
    const port = await serve((_request, response) => response.destroy());
    const ended = run(port, [ok], async () => {
      if (confirmed > 6) throw new SmokeError('CONTAINER_DIED', 'exit code 139');
    });
    await expect(ended).rejects.toThrow('exit code 139');
    expect(confirmed).toBe(7);
  });

  it('are repeated after a warm-up, each judged and timed', async () => {
    let count = 0;
    const port = await serve((_request, response) => {
      count += 1;
      clock.advance(count * 10);
      response.writeHead(count === 4 || count === 5 ? 500 : 200).end('x');
    });
    const { reports } = await run(port, [{ ...ok, warmUp: 2, repeat: 3 }]);
    expect(count).toBe(5);
    expect(reports[0]).toMatchObject({
      passed: false,
      status: 500,
      latencyMs: 40,
      latenciesMs: [30, 40, 50],
      faults: [
        'request 2 of 3: status 500, expected 200; the answer: x',
        'and 1 more of its requests',
      ],
      answer: { status: 500, bodyPreview: 'x' },
    });
  });
});

describe('an answer', () => {
  it('that never ends, ends at the time limit and is told by what came of it', async () => {
    const port = await serve((_request, response) => {
      response.write('12345');
      setImmediate(() => clock.expire());
    });
    const { failure, reports } = await run(port, [ok]);
    expect(failure?.code).toBe('SCORE_TIMEOUT');
    expect(reports[0]?.faults[0]).toMatch(
      /no end within 30 s, 5 bytes of it came|no answer within/,
    );
  });

  it('with a hundred thousand headers is told as that', async () => {
    const header = Array.from({ length: 100_000 }, (_, index) => `x-${index}: 1\r\n`).join('');
    const raw = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${header}\r\n`));
    });
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    const address = raw.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const { failure, reports } = await run(port, [ok]);
      expect(failure?.code).toBe('CASE_FAILED');
      expect(reports[0]?.faults[0]).toContain('more than 16 KiB of headers');
    } finally {
      raw.close();
    }
  });

  it('that redirects is not followed', async () => {
    let count = 0;
    const port = await serve((_request, response) => {
      count += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const { reports } = await run(port, [ok]);
    expect(reports[0]?.faults[0]).toContain(
      'it leads to /elsewhere, and redirects are not followed',
    );
    expect(count).toBe(1);
  });

  it('of which much is held is cut after it was judged', async () => {
    const port = await serve((_request, response) => response.end('x'.repeat(3_000_000)));
    const { scored, reports } = await run(port, [ok]);
    expect(scored[0]?.answer?.body.byteLength).toBe(1024 * 1024);
    expect(reports[0]?.answer?.sizeBytes).toBe(3_000_000);
  });
});

describe('a body from a file', () => {
  it('is streamed: 100 MB take no memory', { timeout: 30_000 }, async () => {
    const path = join(folder, 'large.bin');
    await (await open(path, 'w')).close();
    await truncate(path, 100_000_000);
    let received = 0;
    const port = await serve((request, response) => {
      request.on('data', (chunk: Uint8Array) => {
        received += chunk.byteLength;
      });
      request.on('end', () => response.end('1'));
    });
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }, 5);
    try {
      const { failure } = await run(port, [{ ...ok, body: await fileBody(path) }]);
      expect(failure).toBeNull();
    } finally {
      clearInterval(timer);
    }
    expect(received).toBe(100_000_000);
    expect(peak).toBeLessThan(80_000_000);
  });

  it('that changes after it was read is told', async () => {
    const path = join(folder, 'body.bin');
    await writeFile(path, 'before');
    const body = await fileBody(path);
    await writeFile(path, 'b');
    const port = await serve((request, response) =>
      request.resume().on('end', () => response.end()),
    );
    const { failure, reports } = await run(port, [{ ...ok, body }]);
    expect(failure?.code).toBe('CASE_FAILED');
    expect(reports[0]?.faults[0]).toContain('body.bin changed while it was read');
  });
});
