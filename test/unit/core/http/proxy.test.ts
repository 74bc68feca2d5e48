import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { createHttp, readBody } from '@package-model/core/http/http';
import { Secret } from '@package-model/core/secret';
import { afterEach, expect, test } from 'vitest';

const folder = new URL('../../../fixtures/tls/', import.meta.url);
const { signal } = new AbortController();
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function listen(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A registry with a name that only the proxy knows the way to. */
async function startRegistry() {
  const [cert, key] = await Promise.all(
    ['named-certificate.pem', 'named-key.pem'].map((name) =>
      readFile(new URL(name, folder), 'utf8'),
    ),
  );
  const server = createSecureServer({ cert, key }, (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const headers = JSON.stringify(request.headers);
      response.end(`${request.method} ${request.url} ${Buffer.concat(pieces).length} ${headers}`);
    });
  });
  return { port: await listen(server), certificate: cert ?? '' };
}

/** A proxy that leads every name to one port of this machine, and notes what it was asked. */
async function startProxy(port: number, status = 200) {
  const asked: string[] = [];
  const note = ({ method, url, headers }: IncomingMessage): void =>
    void asked.push(`${method} ${url} ${headers['proxy-authorization'] ?? '-'}`);
  const server = createServer((request, response) => {
    note(request);
    response.end(`by proxy for ${request.headers.host}`);
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    note(request);
    client.on('error', () => client.destroy());
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    closers.push(() => upstream.destroy());
    return undefined;
  });
  return { port: await listen(server), asked };
}

function client(settings: { https?: string; http?: string; none?: string }, ca: string[] = []) {
  const http = createHttp({
    userAgent: 'test',
    idleTimeoutMs: 5000,
    ca,
    proxy: {
      ...(settings.https !== undefined && { httpsProxy: new Secret(settings.https) }),
      ...(settings.http !== undefined && { httpProxy: new Secret(settings.http) }),
      ...(settings.none !== undefined && { noProxy: settings.none }),
    },
  });
  closers.push(() => http.close());
  return async (url: string, more: { method?: string; body?: Uint8Array } = {}) => {
    const response = await http.request({ method: 'GET', url: new URL(url), signal, ...more });
    return Buffer.from(await readBody(response, 1 << 20, signal)).toString();
  };
}

test('https goes through a tunnel: the proxy learns the host, and the host no login of the proxy', async () => {
  const registry = await startRegistry();
  const proxy = await startProxy(registry.port);
  const get = client({ https: `http://ann:p%40ss@127.0.0.1:${proxy.port}` }, [
    registry.certificate,
  ]);
  const answer = await get('https://registry.example.com/v2/');
  expect(answer).toMatch(/^GET \/v2\/ 0 .*"host":"registry\.example\.com"/);
  expect(answer).not.toContain('proxy');
  const login = Buffer.from('ann:p@ss').toString('base64');
  expect(proxy.asked).toEqual([`CONNECT registry.example.com:443 Basic ${login}`]);
});

test('a connection through the tunnel is used again, and carries large bodies', async () => {
  const registry = await startRegistry();
  const proxy = await startProxy(registry.port);
  const send = client({ https: `127.0.0.1:${proxy.port}` }, [registry.certificate]);
  const body = new Uint8Array(3 << 20);
  for (const path of ['/a', '/b']) {
    const answer = await send(`https://registry.example.com${path}`, { method: 'PUT', body });
    expect(answer).toContain(`PUT ${path} ${body.length} `);
  }
  expect(proxy.asked).toHaveLength(1);
});

test('the certificate of the host counts, not that of the proxy', async () => {
  const registry = await startRegistry();
  const proxy = await startProxy(registry.port);
  const get = client({ https: `http://127.0.0.1:${proxy.port}` }, [registry.certificate]);
  await expect(get('https://other.example.com/')).rejects.toMatchObject({ code: 'TLS' });
});

test('http is asked of the proxy with the whole address', async () => {
  const proxy = await startProxy(1);
  const get = client({ http: `http://127.0.0.1:${proxy.port}` });
  const answer = await get('http://service.example.com:8080/score?x=1');
  expect(answer).toBe('by proxy for service.example.com:8080');
  expect(proxy.asked).toEqual(['GET http://service.example.com:8080/score?x=1 -']);
});

test('loopback and what NO_PROXY names are reached directly', async () => {
  const registry = await startRegistry();
  const proxy = await startProxy(registry.port);
  const settings = { https: `http://127.0.0.1:${proxy.port}`, none: 'registry.example.com' };
  const get = client(settings, [registry.certificate]);
  await expect(get('https://registry.example.com/')).rejects.toMatchObject({
    code: expect.stringMatching(/UNREACHABLE|TIMEOUT/),
  });
  await expect(get(`https://localhost:${registry.port}/`)).rejects.toMatchObject({ code: 'TLS' });
  expect(proxy.asked).toEqual([]);
});

test.each([
  [407, /wants a login \(status 407\); write it as http:\/\/USER:PASSWORD@HOST:PORT/],
  [403, /answers with status 403; ask who runs it, or name the host in NO_PROXY/],
])('a proxy that refuses with %s is told with what to do', async (status, message) => {
  const proxy = await startProxy(1, status);
  const get = client({ https: `http://ann:secret@127.0.0.1:${proxy.port}` });
  const failure = await get('https://registry.example.com/').catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'PROXY', message: expect.stringMatching(message) });
  expect(String(failure)).not.toContain('secret');
});

test('a scheme that is not supported is not asked of a proxy either', async () => {
  const proxy = await startProxy(1);
  const get = client({ http: `http://127.0.0.1:${proxy.port}` });
  await expect(get('ftp://files.example.com/')).rejects.toMatchObject({
    code: 'UNSUPPORTED_SCHEME',
  });
  expect(proxy.asked).toEqual([]);
});

test('a proxy that is not there is told as the proxy', async () => {
  const get = client({ https: 'http://127.0.0.1:9', http: 'http://127.0.0.1:9' });
  await expect(get('http://service.example.com/')).rejects.toMatchObject({
    code: 'PROXY',
    message: expect.stringMatching(
      /^The proxy 127\.0\.0\.1 does not lead to service\.example\.com:80: .*ECONNREFUSED/,
    ),
  });
  await expect(get('https://registry.example.com/')).rejects.toMatchObject({
    code: 'PROXY',
    message: expect.stringMatching(
      /^The proxy 127\.0\.0\.1:9 does not lead to registry\.example\.com:443/,
    ),
  });
});
