import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemClock } from '@package-model/core/clock';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { digestOf } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { createRepositories } from '@package-model/core/oci/open-repository';
import { Secret } from '@package-model/core/secret';
import { expect, onTestFinished, test } from 'vitest';

/** What other registries than distribution answer, each as its own sources or issues say. */
const { signal } = new AbortController();
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function openRegistry(answer: Answer) {
  const asked: string[] = [];
  const waits: number[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const http = createHttp({ userAgent: 'test', idleTimeoutMs: 5000 });
  onTestFinished(() => {
    http.close();
    server.close();
  });
  const password = new Secret('canary');
  const repositories = createRepositories({
    http,
    clock: { ...systemClock, sleep: async (ms) => void waits.push(ms) },
    log: silentLog,
    workingDirectory: '/',
    credential: async () => ({ kind: 'basic', username: 'me', password }),
  });
  const repository = repositories.open({ kind: 'registry', host, repository: 'net' });
  return { asked, waits, host, repository };
}

function refuse(response: ServerResponse, status: number, message = ''): void {
  response.writeHead(status).end(JSON.stringify({ errors: [{ code: 'X', message }] }));
}

function manifestOf(text: string) {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, text }));
  return { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
}

test.each([
  ['ECR', 400],
  ['Quay', 409],
  ['Harbor', 412],
])(
  'an immutable tag of %s may be put again as it is, not with another image',
  async (_, status) => {
    const first = manifestOf('first');
    const { repository } = await openRegistry((request, response) => {
      if (request.method === 'PUT') refuse(response, status, 'the tag is immutable');
      else response.writeHead(200, { 'content-type': mediaTypes.manifest }).end(first.bytes);
    });
    await repository.putManifest(first, 'v1', signal);
    const other = repository.putManifest(manifestOf('second'), 'v1', signal);
    await expect(other).rejects.toMatchObject({ code: 'TAG_IMMUTABLE' });
    await expect(other).rejects.toThrow('give another tag');
  },
);

test('a refusal of a tag that is not there stays what it is', async () => {
  const { repository } = await openRegistry((request, response) =>
    refuse(response, request.method === 'PUT' ? 403 : 404, 'no'),
  );
  const put = repository.putManifest(manifestOf('first'), 'v1', signal);
  await expect(put).rejects.toMatchObject({ code: 'DENIED' });
});

test.each([409, 412, 500])(
  'a tag that is not removed (status %i) fails nothing',
  async (status) => {
    const { repository } = await openRegistry((request, response) =>
      request.method === 'DELETE' ? refuse(response, status) : response.writeHead(200).end(),
    );
    await expect(repository.removeTag('candidate-1', signal)).resolves.toBeUndefined();
  },
);

/** A registry with a token server, which answers to each request for a token in turn. */
async function withTokens(answerToken: (url: URL) => number, headers = {}) {
  let host = '';
  const opened = await openRegistry((request, response) => {
    const url = new URL(request.url ?? '/', `http://${host}`);
    if (url.pathname === '/token') {
      const status = answerToken(url);
      response.writeHead(status, headers).end(JSON.stringify({ token: 't' }));
    } else if (request.headers.authorization !== 'Bearer t') {
      const challenge = `Bearer realm="http://${host}/token",service="s"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
    } else {
      response.writeHead(request.method === 'DELETE' ? 202 : 200).end('{"tags":["v1"]}');
    }
  });
  ({ host } = opened);
  return opened;
}

test('where the token server knows no right to delete, the right to push removes a tag', async () => {
  const { asked, repository } = await withTokens((url) =>
    url.searchParams.get('scope')?.endsWith(':delete') === true ? 400 : 200,
  );
  await repository.removeTag('candidate-1', signal);
  expect(asked.at(-1)).toBe('DELETE /v2/net/manifests/candidate-1');
});

test.each([429, 503])(
  'a token server that is busy (%i) is asked again, as it wants',
  async (status) => {
    let left = 2;
    const answer = () => (left-- > 0 ? status : 200);
    const { waits, repository } = await withTokens(answer, { 'retry-after': '7' });
    expect(await repository.listTags(signal)).toEqual(['v1']);
    expect(waits).toEqual([7000, 7000]);
  },
);

test('a token server that stays busy is no wrong password', async () => {
  const { repository } = await withTokens(() => 429);
  const listing = repository.listTags(signal);
  await expect(listing).rejects.toMatchObject({ code: 'REGISTRY_FAILED' });
  await expect(listing).rejects.toThrow('it is busy: run again later');
});

test('a connection that breaks at the very first request is made again', async () => {
  let left = 1;
  const { waits, repository } = await openRegistry((request, response) => {
    if (left-- > 0) request.socket.destroy();
    else response.writeHead(200).end('{"tags":["v1"]}');
  });
  expect(await repository.listTags(signal)).toEqual(['v1']);
  expect(waits).toHaveLength(1);
});
