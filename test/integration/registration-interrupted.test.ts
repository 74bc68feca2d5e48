import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLog } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { digestOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import type { Repository } from '@package-model/core/oci/repository';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { hastyClock, layoutRepository, registryRepository } from './support/repositories.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();
let server: RegistryServer;

beforeAll(async () => {
  server = await startRegistry({ signal });
});
afterAll(() => server.stop());

async function register(repository: Repository): Promise<string> {
  const path = join(await temporaryFolder(), 'model.pkl');
  await writeFile(path, 'model');
  const deps = { log: silentLog, clock: hastyClock, digests: noDigestCache, signal };
  const entries = await listModelFiles(path, '/');
  return (await registerModel({ name: 'net', entries }, repository, deps)).version;
}

/** What a registration that was killed after its claim leaves behind. */
async function leaveClaim(repository: Repository, number: number, ageMs: number): Promise<Digest> {
  await repository.putBlob(bytesSource('claim', Buffer.from('{}')), signal);
  const empty = { mediaType: mediaTypes.empty, digest: digestOf('{}'), size: 2 };
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: empty,
    layers: [empty],
    annotations: {
      'org.opencontainers.image.created': new Date(Date.now() - ageMs).toISOString(),
      'io.package-model.nonce': `${number}`,
    },
  });
  const manifest = { bytes: Buffer.from(text), mediaType: mediaTypes.manifest };
  const digest = digestOf(text);
  await repository.putManifest({ ...manifest, digest }, `claim-${number}-0badc0de0badc0de`, signal);
  return digest;
}

test('a claim of a killed run is waited for, then passed over, never taken', async () => {
  const repository = registryRepository(server.host, 'interrupted/live', { clock: hastyClock });
  await leaveClaim(repository, 1, 0);
  expect(await register(repository)).toBe('2');
  expect(await register(repository)).toBe('3');
  expect(await repository.listTags(signal)).toContain('claim-1-0badc0de0badc0de');
});

test('claims older than ten minutes are passed over at once', async () => {
  const repository = registryRepository(server.host, 'interrupted/stale', { clock: hastyClock });
  await leaveClaim(repository, 1, 11 * 60_000);
  await leaveClaim(repository, 2, 11 * 60_000);
  expect(await register(repository)).toBe('3');
});

test('a claim that was given up leaves its number free', async () => {
  const repository = registryRepository(server.host, 'interrupted/given-up', { clock: hastyClock });
  const digest = await leaveClaim(repository, 1, 0);
  const url = `http://${server.host}/v2/interrupted/given-up/manifests/${digest}`;
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(202);
  expect(await register(repository)).toBe('1');
});

test('a lock of a killed run in a folder is taken over', async () => {
  const folder = await temporaryFolder();
  const lock = join(folder, '.lock');
  await mkdir(folder, { recursive: true });
  await writeFile(lock, 'of a killed run');
  const minuteAgo = new Date(Date.now() - 60_000);
  await utimes(lock, minuteAgo, minuteAgo);
  expect(await register(layoutRepository(folder))).toBe('1');
});
