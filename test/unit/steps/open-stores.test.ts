import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import type { Http } from '@package-model/core/http/http';
import { Secret } from '@package-model/core/secret';
import type { NetworkSettings } from '@package-model/core/settings';
import { openStores } from '@package-model/steps/open-stores';
import type { StepContext } from '@package-model/steps/step';
import { expect, onTestFinished, test } from 'vitest';

test("a registry's password is hidden as soon as it is read", async () => {
  const server = createServer((_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
  const folder = await mkdtemp(join(tmpdir(), 'stores-'));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  const login = Buffer.from('user:canary-6').toString('base64');
  const config = { auths: { [host]: { auth: login } } };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const hidden: Secret[] = [];
  const { signal } = new AbortController();
  using stores = await openStores(undefined, contextIn(folder, hidden));
  const repository = stores.repositories.open({ kind: 'registry', host, repository: 'm' });
  await expect(repository.getManifest('latest', signal)).rejects.toThrow();
  expect(hidden.map((secret) => secret.reveal())).toEqual(['canary-6', login]);
});

test('requests go by the proxy of the machine, those to containers do not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'package-model-proxy-'));
  const network = { httpsProxy: new Secret('http://127.0.0.1:9') };
  using stores = await openStores(undefined, contextIn(folder, [], network));
  const { signal } = new AbortController();
  const url = new URL('https://service.invalid/');
  const failure = (http: Http) =>
    http.request({ method: 'GET', url, signal }).then(String, (error: unknown) => String(error));
  expect(await failure(stores.http)).toContain('The proxy 127.0.0.1:9');
  expect(await failure(stores.engineHttp)).toContain('Cannot reach service.invalid');
});

function contextIn(folder: string, hidden: Secret[], network: NetworkSettings = {}): StepContext {
  return {
    run: createRun({}),
    pipe: createPipe({}),
    clock: systemClock,
    log: silentLog,
    signal: new AbortController().signal,
    settings: {
      workingDirectory: folder,
      temporaryDirectory: folder,
      runId: 'run-1',
      cacheDirectory: undefined,
      dockerConfigDirectory: folder,
      ci: true,
      network,
    },
    group: (_, work) => work(),
    answer: () => undefined,
    summarize: () => undefined,
    publish: () => Promise.resolve(),
    hide: (secret) => void hidden.push(secret),
    spell: (name) => name,
  };
}
