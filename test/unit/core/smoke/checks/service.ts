import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createHttp, type Http } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { jsonCase, type SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import { score, type ScoredCase } from '@package-model/core/smoke/cases/score';
import type { CheckContext } from '@package-model/core/smoke/checks/check';
import { checkContext } from '@package-model/core/smoke/checks/context';
import { containerId, FakeEngine, HandClock, listen, shut } from '../stand-ins.ts';

export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Answers by `METHOD /path`, given the request's body; 404 for all others. */
export type Replies = Readonly<Record<string, (body: string) => Reply | Promise<Reply>>>;

export const behaves: Replies = {
  'GET /': () => ({ body: 'Healthy' }),
  'DELETE /score': () => ({ status: 405 }),
  'POST /score': (body) => (isJson(body) ? { body: '[2, 4]' } : { status: 400 }),
  'GET /swagger.json': () => ({
    body: JSON.stringify({
      definitions: {
        ServiceInput: {
          type: 'object',
          required: ['data'],
          properties: { data: { type: 'array', items: { type: 'integer' } } },
        },
        ServiceOutput: { type: 'array', example: [2, 4] },
      },
    }),
  }),
};

export const doubled = jsonCase('doubled', { data: [1, 2] }, { status: 200 });

export type Started = {
  readonly url: URL;
  readonly engine: FakeEngine;
  readonly clock: HandClock;
};

/** Services of one test file: `start` them, `close` them after each test. */
export function services() {
  const servers: Server[] = [];
  let http: Http | undefined;
  const client = (): Http => (http ??= createHttp({ userAgent: 'test', idleTimeoutMs: 10_000 }));

  async function start(replies: Replies): Promise<Started> {
    const { port, server } = await listen((request, response) => {
      void answer(replies, request, response);
    });
    servers.push(server);
    return {
      url: new URL(`http://127.0.0.1:${port}/`),
      engine: new FakeEngine(port),
      clock: new HandClock(),
    };
  }

  /** What a check gets for a service whose cases have been sent. */
  async function contextOf(
    { url, engine, clock }: Started,
    {
      cases = [doubled],
      latencyMs = 0,
      ...rest
    }: Partial<Pick<CheckContext, 'given' | 'hasFailed' | 'log'>> & {
      readonly cases?: readonly SmokeCase[];
      /** Of each answer to a case; none without. */
      readonly latencyMs?: number;
    } = {},
  ): Promise<CheckContext> {
    const { signal } = new AbortController();
    const requestTimeoutMs = 5000;
    const deps = { http: client(), clock, log: silentLog, signal };
    const scored: ScoredCase[] = [];
    for (const one of cases) {
      const found = await score(one, { root: url, requestTimeoutMs }, deps);
      const answer = found.answer && { ...found.answer, latencyMs };
      scored.push({ ...found, answer });
    }
    const running = {
      id: containerId,
      name: 'c',
      containerPort: 5001,
      host: '127.0.0.1',
      port: Number(url.port),
    };
    const subject = { url, confirm: () => Promise.resolve(), container: { engine, running } };
    const given = { env: {} };
    const parts = { ...deps, subject, given, requestTimeoutMs, scored, hasFailed: false };
    return checkContext({ ...parts, ...rest });
  }

  function close(): void {
    http?.close();
    http = undefined;
    servers.splice(0).forEach(shut);
  }
  return { start, contextOf, close };
}

async function answer(replies: Replies, request: IncomingMessage, response: ServerResponse) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const reply = replies[`${request.method} ${request.url}`];
  const given = (await reply?.(Buffer.concat(chunks).toString())) ?? { status: 404 };
  response.writeHead(given.status ?? 200, given.headers).end(given.body ?? '');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The body that is no JSON.
    return false;
  }
}
