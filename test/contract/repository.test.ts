import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRegistry } from '../integration/support/registry.ts';
import { openRepositories } from '../integration/support/repositories.ts';
import { repositoryContract } from './repository.ts';
import type { RepositoryBackend, RunningBackend } from './repository.ts';

const { signal } = new AbortController();

async function startLayout(): Promise<RunningBackend> {
  const folder = await mkdtemp(join(tmpdir(), 'package-model-contract-'));
  const repositories = openRepositories();
  return {
    open: (name) => repositories.open({ kind: 'layout', path: join(folder, name) }),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function startServer(directory?: string): Promise<RunningBackend> {
  const server = await startRegistry({
    signal,
    ...(directory === undefined ? {} : { directory }),
  });
  const repositories = openRepositories();
  return {
    open: (repository) => repositories.open({ kind: 'registry', host: server.host, repository }),
    async stop() {
      repositories.close();
      await server.stop();
      if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

const backends: Readonly<Record<string, readonly RepositoryBackend[]>> = {
  layout: [
    {
      name: 'a layout folder',
      start: startLayout,
      adopts: 'linked',
      removesTags: true,
      checksBlobs: false,
    },
  ],
  registry: [
    {
      name: 'a registry server that keeps blobs in memory',
      start: () => startServer(),
      adopts: 'mounted',
      removesTags: false,
      checksBlobs: true,
    },
    {
      name: 'a registry server on a disk',
      start: async () => startServer(await mkdtemp(join(tmpdir(), 'package-model-contract-'))),
      adopts: 'mounted',
      removesTags: false,
      checksBlobs: true,
    },
  ],
};

for (const backend of Object.values(backends).flat()) repositoryContract(backend);

test('every backend in core runs the contract', async () => {
  const folder = join(import.meta.dirname, '../../packages/core/src/oci');
  const files = await readdir(folder, { recursive: true });
  const found = files.flatMap((file) => /(\w+)-repository\.ts$/.exec(file)?.[1] ?? []);
  expect(found.filter((name) => name !== 'open').toSorted()).toEqual(Object.keys(backends));
});
