import { once } from 'node:events';
import { createServer } from 'node:http';
import { systemClock } from '@package-model/core/clock';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { createRepositories } from '@package-model/core/oci/open-repository';
import { expect, onTestFinished, test } from 'vitest';

const { signal } = new AbortController();

/** A registry that has nothing, notes what it is asked, and fails the first `failures` PUTs. */
async function openRegistry(failures = 0) {
  const asked: string[] = [];
  let left = failures;
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    asked.push(`${method} ${url.replace(/[?].*/, '').replace(/sha256:.*/, 'DIGEST')}`);
    request.resume().on('end', () => {
      const fails = method === 'PUT' && left > 0;
      if (fails) left -= 1;
      const status = { GET: 200, HEAD: 404, POST: 202, PUT: fails ? 503 : 201 }[method] ?? 405;
      response.writeHead(status, { location: '/v2/net/blobs/uploads/1' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const http = createHttp({ userAgent: 'test', idleTimeoutMs: 5000 });
  onTestFinished(() => {
    http.close();
    server.close();
  });
  const repositories = createRepositories({
    http,
    clock: { ...systemClock, sleep: async () => {} },
    log: silentLog,
    workingDirectory: '/',
    credential: async () => ({ kind: 'anonymous' }),
  });
  const host = `127.0.0.1:${port}`;
  return { asked, repository: repositories.open({ kind: 'registry', host, repository: 'net' }) };
}

const bytes = new TextEncoder().encode('{}');

test('a small blob is asked for, then sent in one request', async () => {
  const { asked, repository } = await openRegistry();
  const placed = await repository.putBlob(bytesSource('config', bytes), signal);
  expect(placed.how).toBe('uploaded');
  expect(asked.slice(1)).toEqual([
    'HEAD /v2/net/blobs/DIGEST',
    'POST /v2/net/blobs/uploads/',
    'PUT /v2/net/blobs/uploads/1',
  ]);
});

test('a blob that is surely new is sent without asking', async () => {
  const { asked, repository } = await openRegistry();
  await repository.putBlob(bytesSource('config', bytes, { likelyPresent: false }), signal);
  expect(asked.slice(1)).toEqual(['POST /v2/net/blobs/uploads/', 'PUT /v2/net/blobs/uploads/1']);
});

test('a small blob is sent again after a failure', async () => {
  const { asked, repository } = await openRegistry(2);
  await repository.putBlob(bytesSource('config', bytes), signal);
  expect(asked.filter((line) => line.startsWith('PUT'))).toHaveLength(3);
});
