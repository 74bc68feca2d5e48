import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import type { Secret } from '@package-model/core/secret';
import { openStores } from '@package-model/steps/open-stores';
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
  using stores = await openStores(undefined, {
    run: createRun({}),
    pipe: createPipe({}),
    clock: systemClock,
    log: silentLog,
    signal,
    settings: {
      workingDirectory: folder,
      temporaryDirectory: folder,
      runId: 'run-1',
      cacheDirectory: undefined,
      dockerConfigDirectory: folder,
      ci: true,
      network: {},
    },
    group: (_, work) => work(),
    answer: () => undefined,
    summarize: () => undefined,
    publish: () => Promise.resolve(),
    hide: (secret) => void hidden.push(secret),
    spell: (name) => name,
  });
  const repository = stores.repositories.open({ kind: 'registry', host, repository: 'm' });
  await expect(repository.getManifest('latest', signal)).rejects.toThrow();
  expect(hidden.map((secret) => secret.reveal())).toEqual(['canary-6', login]);
});
