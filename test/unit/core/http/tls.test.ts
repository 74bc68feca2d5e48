import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHttp, readBody } from '../../../../packages/core/src/http/http.ts';

const folder = new URL('../../../fixtures/tls/', import.meta.url);
const signal = new AbortController().signal;
let certificate = '';
let server: Server;
let url: URL;

beforeEach(async () => {
  certificate = await readFile(new URL('certificate.pem', folder), 'utf8');
  const key = await readFile(new URL('key.pem', folder), 'utf8');
  server = createServer({ key, cert: certificate }, (_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = new URL(`https://127.0.0.1:${address.port}/`);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function get(ca?: readonly string[]): Promise<string> {
  const trust = ca === undefined ? {} : { ca };
  const http = createHttp({ userAgent: 'test', idleTimeoutMs: 5000, ...trust });
  try {
    const response = await http.request({ method: 'GET', url, signal });
    return Buffer.from(await readBody(response, 100, signal)).toString();
  } finally {
    http.close();
  }
}

it('trusts the certificates it is given, beside those of Node', async () => {
  expect(await get([certificate])).toBe('hello');
});

it('names the remedy when a certificate is not trusted', async () => {
  await expect(get()).rejects.toMatchObject({ code: 'TLS' });
  await expect(get()).rejects.toThrow(/127\.0\.0\.1:\d+ was not accepted.*ca-certificates/);
});
