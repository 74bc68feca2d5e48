import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpError } from '../../../../packages/core/src/http/errors.ts';
import {
  createHttp,
  discard,
  readBody,
  type Http,
  type HttpRequest,
} from '../../../../packages/core/src/http/http.ts';

const never = new AbortController().signal;
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<{ url: URL; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, url: new URL(`http://127.0.0.1:${portOf(server)}/`) };
}

function portOf(server: { address(): unknown }): number {
  const address = server.address();
  if (address !== null && typeof address === 'object' && 'port' in address) {
    return Number(address.port);
  }
  throw new Error('the server does not listen on a port');
}

function client(idleTimeoutMs = 5_000): Http {
  const http = createHttp({ userAgent: 'package-model/test', idleTimeoutMs });
  closers.push(() => http.close());
  return http;
}

function get(url: URL, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, signal: never, ...more };
}

async function text(http: Http, request: HttpRequest): Promise<string> {
  return Buffer.from(await readBody(await http.request(request), 1 << 20, never)).toString();
}

function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
}

/** A source that rotates four buffers, as the layer readers do. */
async function* rotating(sizeBytes: number, bufferBytes: number): AsyncGenerator<Uint8Array> {
  const buffers = Array.from({ length: 4 }, () => Buffer.alloc(bufferBytes));
  for (let sentBytes = 0, turn = 0; sentBytes < sizeBytes; turn += 1) {
    const buffer = buffers[turn % 4] ?? Buffer.alloc(0);
    const length = Math.min(bufferBytes, sizeBytes - sentBytes);
    buffer.fill(turn % 251);
    yield buffer.subarray(0, length);
    sentBytes += length;
  }
}

describe('an exchange', () => {
  it('gives status, joined lower-case headers and the body', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(418, [
        ['WWW-Authenticate', 'Basic realm="a"'],
        ['WWW-Authenticate', 'Bearer realm="b"'],
      ]);
      response.end(`${request.method} ${request.url} ${request.headers['user-agent']}`);
    });
    const response = await client().request(get(new URL('a/b?c=d', url)));
    expect(response.status).toBe(418);
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="a", Bearer realm="b"');
    const body = await readBody(response, 1000, never);
    expect(Buffer.from(body).toString()).toBe('GET /a/b?c=d package-model/test');
  });

  it('uses one connection for requests that follow each other', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume().on('end', () => response.setHeader('content-length', 1).end('x'));
    });
    const http = client();
    for (const method of ['GET', 'POST', 'HEAD', 'PUT']) {
      const body = method === 'PUT' ? { sizeBytes: 9, open: () => rotating(9, 4) } : undefined;
      const more = body === undefined ? {} : { body };
      await discard(await http.request(get(url, { method, ...more })));
    }
    expect(ports.size).toBe(1);
  });

  it('never sends the user info of the URL', async () => {
    const { url } = await serve((request, response) =>
      response.end(String(request.headers.authorization)),
    );
    url.username = 'user';
    url.password = 'canary';
    expect(await text(client(), get(url))).toBe('undefined');
  });

  it('follows no redirect', async () => {
    const { url } = await serve((_request, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
    );
    const response = await client().request(get(url));
    await discard(response);
    expect(response.status).toBe(307);
  });
});

describe('a streamed body', () => {
  it('arrives whole with its exact length though its buffers are used again', async () => {
    const { url } = await serve((request, response) => {
      let faults = 0;
      let sizeBytes = 0;
      request.on('data', (chunk: Buffer) => {
        for (const byte of chunk) {
          if (byte !== Math.floor(sizeBytes / 65_536) % 251) faults += 1;
          sizeBytes += 1;
        }
      });
      request.on('end', () => {
        const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
        response.end(JSON.stringify({ faults, sizeBytes, length, encoding }));
      });
    });
    const sizeBytes = 8_000_001;
    const body = { sizeBytes, open: () => rotating(sizeBytes, 65_536) };
    const answer = await text(client(), get(url, { method: 'PUT', body }));
    expect(JSON.parse(answer)).toEqual({ faults: 0, sizeBytes, length: String(sizeBytes) });
  });

  it('of 300 MB passes without being kept in memory', async () => {
    const { url } = await serve((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const sizeBytes = 300_000_000;
    const chunk = Buffer.alloc(1 << 20);
    const before = process.memoryUsage().rss;
    let peak = before;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let left = sizeBytes; left > 0; left -= chunk.byteLength) {
        peak = Math.max(peak, process.memoryUsage().rss);
        yield chunk.subarray(0, Math.min(left, chunk.byteLength));
      }
    }
    const body = { sizeBytes, open: () => source() };
    await discard(await client().request(get(url, { method: 'PUT', body })));
    // Buffers that V8 has not freed yet count: less than the body all the same.
    expect(peak - before).toBeLessThan(200_000_000);
  });

  it('stops when the answer comes first, and the answer is readable', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Bearer realm="x"' }).end('who are you');
    });
    let asked = 0;
    let closed = false;
    async function* source(signal: AbortSignal): AsyncGenerator<Uint8Array> {
      try {
        while (!signal.aborted) {
          asked += 1;
          yield Buffer.alloc(1 << 20);
        }
      } finally {
        closed = true;
      }
    }
    const body = { sizeBytes: 2 ** 40, open: source };
    const response = await client().request(get(url, { method: 'PUT', body }));
    expect(response.status).toBe(401);
    expect(Buffer.from(await readBody(response, 100, never)).toString()).toBe('who are you');
    expect(asked).toBeLessThan(64);
    expect(closed).toBe(true);
  });

  it.each([
    ['shorter', 10],
    ['longer', 1000],
  ])('%s than announced is refused', async (_name, foundBytes) => {
    const { url } = await serve((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const body = { sizeBytes: 100, open: () => rotating(foundBytes, 30) };
    const error = await failure(client().request(get(url, { method: 'PUT', body })));
    expect(error).toMatchObject({ code: 'BODY_SIZE' });
  });

  it('whose source fails ends with the error of the source', async () => {
    const { url } = await serve((request) => void request.resume());
    const broken = Object.assign(new Error('disk broke'), { code: 'EIO' });
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(10);
      throw broken;
    }
    const body = { sizeBytes: 100, open: () => source() };
    expect(await failure(client().request(get(url, { method: 'PUT', body })))).toBe(broken);
  });

  it('to a port where nothing listens ends as UNREACHABLE and closes the source', async () => {
    const { url, server } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(1 << 20);
      } finally {
        closed = true;
      }
    }
    const body = { sizeBytes: 2 ** 40, open: () => source() };
    const error = await failure(client().request(get(url, { method: 'PUT', body })));
    expect(error).toMatchObject({ code: 'UNREACHABLE' });
    expect(closed).toBe(true);
  });
});

describe('a broken exchange', () => {
  it('names host, port and cause when the connection is refused', async () => {
    const { url, server } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(client().request(get(new URL('secret?token=canary', url))));
    expect(error).toBeInstanceOf(HttpError);
    expect(String(error)).toContain(`Cannot reach ${url.host}: connection refused`);
    expect(String(error)).not.toContain('canary');
  });

  it('names the host that has no address', async () => {
    const url = new URL('http://no-such-host.invalid/');
    const error = await failure(client().request(get(url)));
    expect(error).toMatchObject({ code: 'UNREACHABLE' });
    expect(String(error)).toContain('no-such-host.invalid:80');
  });

  it('tells about a body that is cut off', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const response = await client().request(get(url));
    const error = await failure(readBody(response, 1000, never));
    expect(error).toMatchObject({ code: 'UNREACHABLE' });
  });

  it('gives up on headers that do not come', async () => {
    const { url } = await serve(() => {});
    const error = await failure(client().request(get(url, { headersTimeoutMs: 20 })));
    expect(error).toMatchObject({ code: 'TIMEOUT' });
  });

  it('gives up on a body in which no byte moves', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
    });
    const response = await client(300).request(get(url));
    expect(await failure(readBody(response, 1000, never))).toMatchObject({ code: 'TIMEOUT' });
  });

  it('says that a server does not speak TLS', async () => {
    const server = createTcpServer((socket) => void socket.end('220 welcome\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => void server.close());
    const url = new URL(`https://127.0.0.1:${portOf(server)}/`);
    expect(await failure(client().request(get(url)))).toMatchObject({ code: 'TLS' });
  });

  it('refuses schemes other than http and https', async () => {
    const error = await failure(client().request(get(new URL('ftp://127.0.0.1/'))));
    expect(error).toMatchObject({ code: 'UNSUPPORTED_SCHEME' });
  });
});

describe('an abort', () => {
  const reason = new Error('stopped by the user');

  it('before the headers rises as the reason of the signal', async () => {
    const abort = new AbortController();
    const { url } = await serve(() => abort.abort(reason));
    expect(await failure(client().request(get(url, { signal: abort.signal })))).toBe(reason);
  });

  it('while the body is read rises as the reason of the signal', async () => {
    const abort = new AbortController();
    const { url } = await serve((_request, response) => void response.write('half'));
    const response = await client().request(get(url, { signal: abort.signal }));
    const reading = failure(readBody(response, 1000, never));
    abort.abort(reason);
    expect(await reading).toBe(reason);
  });

  it('of the reading alone ends the connection too', async () => {
    const abort = new AbortController();
    let closed = (): void => {};
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const { url } = await serve((_request, response) => {
      response.once('close', closed).write('half');
    });
    const response = await client().request(get(url));
    const reading = failure(readBody(response, 1000, abort.signal));
    abort.abort(reason);
    expect(await reading).toBe(reason);
    await gone;
  });

  it('while a body is sent tells the source to stop', async () => {
    const abort = new AbortController();
    const { url } = await serve((request) => {
      request.once('data', () => abort.abort(reason));
    });
    let told = false;
    async function* source(signal: AbortSignal): AsyncGenerator<Uint8Array> {
      signal.addEventListener('abort', () => (told = true));
      for (;;) yield Buffer.alloc(1 << 20);
    }
    const body = { sizeBytes: 2 ** 40, open: source };
    const request = get(url, { method: 'PUT', body, signal: abort.signal });
    expect(await failure(client().request(request))).toBe(reason);
    expect(told).toBe(true);
  });
});

describe('readBody', () => {
  it('refuses a body over its limit without reading the rest', async () => {
    let closed = (): void => {};
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const { url } = await serve((_request, response) => {
      const more = (): void => void response.write('x'.repeat(65_536), more);
      response.once('close', closed);
      more();
    });
    const response = await client().request(get(url));
    expect(await failure(readBody(response, 1000, never))).toMatchObject({ code: 'TOO_LARGE' });
    await gone;
  });
});
