import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What goes wrong with a request on its way. */
export type Fault =
  /** The connection breaks once so many bytes of the body have been passed on. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The proxy answers itself; the server never sees the request. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The server does what it was asked, but its answer is lost. */
  | { readonly kind: 'lost-answer' };

/** A request as it passed. */
export type Passed = {
  readonly method: string;
  readonly path: string;
  readonly bodyBytes: number;
  readonly fault: Fault['kind'] | undefined;
  readonly status: number | undefined;
};

export type FaultProxy = {
  /** `127.0.0.1:PORT`; the server behind it takes this for its own name. */
  readonly host: string;
  readonly passed: readonly Passed[];
  readonly stop: () => Promise<void>;
};

/** Says what goes wrong with a request; it is asked once for each, in their order. */
export type FaultPlan = (request: {
  readonly method: string;
  readonly path: string;
}) => Fault | undefined;

/** Starts a proxy before the http server at `target` (`127.0.0.1:PORT`) that breaks as planned. */
export async function startFaultProxy(target: string, plan: FaultPlan): Promise<FaultProxy> {
  const passed: Passed[] = [];
  const server = createServer((request, response) => {
    void pass(request, response, { target, plan, passed });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return {
    host: `127.0.0.1:${address.port}`,
    passed,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A plan that gives each fault once, to the first requests that fit. */
export function faultsOnce(
  ...faults: readonly { readonly method: string; readonly path?: RegExp; readonly fault: Fault }[]
): FaultPlan {
  const left = [...faults];
  return ({ method, path }) => {
    const at = left.findIndex((one) => one.method === method && (one.path?.test(path) ?? true));
    return at < 0 ? undefined : left.splice(at, 1)[0]?.fault;
  };
}

type Way = { readonly target: string; readonly plan: FaultPlan; readonly passed: Passed[] };

async function pass(request: IncomingMessage, response: ServerResponse, way: Way): Promise<void> {
  const method = request.method ?? 'GET';
  const path = request.url ?? '/';
  const { socket } = request;
  const fault = way.plan({ method, path });
  const counter = countBytes(fault?.kind === 'cut' ? fault.afterBytes : Number.POSITIVE_INFINITY);
  let status: number | undefined;
  try {
    status = await exchange({ request, response }, { fault, counter, target: way.target });
  } catch {
    // The break that was asked for, or a side that went away: the other one sees the same.
    socket.resetAndDestroy();
  } finally {
    way.passed.push({ method, path, bodyBytes: counter.bytes(), fault: fault?.kind, status });
  }
}

async function exchange(
  ends: { readonly request: IncomingMessage; readonly response: ServerResponse },
  how: { readonly fault: Fault | undefined; readonly counter: Counter; readonly target: string },
): Promise<number> {
  const { request, response } = ends;
  const { fault, counter, target } = how;
  if (fault?.kind === 'answer') {
    request.resume();
    response.writeHead(fault.status, fault.headers).end();
    return fault.status;
  }
  const upstream = forward(new URL(request.url ?? '/', `http://${target}`), {
    method: request.method ?? 'GET',
    headers: request.headers,
    agent: false,
  });
  const answered = once(upstream, 'response');
  const [[answer]] = await Promise.all([
    answered,
    pipeline(request, counter.stream, upstream).catch((error: unknown) => {
      upstream.destroy();
      throw error;
    }),
  ]);
  if (fault?.kind === 'lost-answer') {
    answer.resume();
    await once(answer, 'end');
    throw new Error('lost');
  }
  response.writeHead(answer.statusCode, answer.headers);
  await pipeline(answer, response);
  return answer.statusCode;
}

type Counter = { readonly stream: Transform; readonly bytes: () => number };

function countBytes(limit: number): Counter {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const taken = chunk.subarray(0, Math.max(0, limit - bytes));
      bytes += taken.length;
      if (bytes < limit) done(null, taken);
      else {
        stream.push(taken);
        setImmediate(done, new Error('cut'));
      }
    },
  });
  return { stream, bytes: () => bytes };
}
