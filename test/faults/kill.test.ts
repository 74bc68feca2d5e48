import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import type { Location } from '@package-model/core/oci/reference';
import type { Repository } from '@package-model/core/oci/repository';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerInProcess } from '../integration/support/register-in-process.ts';
import { startRegistry } from '../integration/support/registry.ts';
import type { RegistryServer } from '../integration/support/registry.ts';
import { hastyClock, openRepositories } from '../integration/support/repositories.ts';
import { killCount, registerAndKill, seed, seededRandom } from './support/campaign.ts';
import { checkLayoutFiles, checkVersions } from './support/check-repository.ts';

const { signal } = new AbortController();
const repositories = openRepositories({ clock: hastyClock });
const MODEL_BYTES = 12_000_000;
let scratch: string;
let server: RegistryServer;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'package-model-faults-'));
  server = await startRegistry({ signal, directory: join(scratch, 'registry') });
});
afterAll(async () => {
  repositories.close();
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
});

async function writeModel(path: string, round: number): Promise<void> {
  await writeFile(path, Buffer.alloc(MODEL_BYTES, `round ${round} `));
}

async function register(repository: Repository, path: string): Promise<number> {
  const entries = await listModelFiles(path, '/');
  const deps = { log: silentLog, clock: hastyClock, digests: noDigestCache, signal };
  return Number((await registerModel({ name: 'net', entries }, repository, deps)).version);
}

/** As if the twenty seconds had passed after which a lock is known to be a dead process's. */
async function ageLock(folder: string): Promise<void> {
  const lock = join(folder, '.lock');
  if ((await stat(lock).catch(() => undefined)) === undefined) return;
  const minuteAgo = new Date(Date.now() - 60_000);
  await utimes(lock, minuteAgo, minuteAgo);
}

async function campaign(store: Location): Promise<void> {
  const random = seededRandom(seed);
  const repository = repositories.open(store);
  const path = join(scratch, `${store.kind}.bin`);
  await writeModel(path, 0);
  const order = { store, modelPaths: [path, path] };
  const startedAt = Date.now();
  await registerInProcess(order);
  let wholeMs = Date.now() - startedAt;
  let seen = await checkVersions(repository, 'before the first kill');
  const checked = new Set<string>();
  let kills = 0;
  for (let round = 1; round <= killCount; round += 1) {
    const place = `seed ${seed}, kill ${round}`;
    await writeModel(path, round);
    const afterMs = Math.floor(wholeMs * (0.2 + 0.9 * random()));
    const begunAt = Date.now();
    if ((await registerAndKill(order, afterMs)) === 'killed') kills += 1;
    // The first one may have fallen into a slow moment of the machine.
    else wholeMs = Math.min(wholeMs, Date.now() - begunAt);
    if (store.kind === 'layout') {
      await checkLayoutFiles(store.path, checked, place);
      await ageLock(store.path);
    }
    const left = await checkVersions(repository, place);
    expect(left.slice(0, seen.length), place).toEqual(seen);
    const version = await register(repository, path);
    expect(version, place).toBeGreaterThan(left.at(-1) ?? 0);
    seen = await checkVersions(repository, place);
    expect(seen, place).toEqual([...left, version]);
  }
  expect(kills, `seed ${seed}: most rounds must end by the kill`).toBeGreaterThan(killCount / 3);
}

test('a killed registration leaves a valid folder and no half version', async () => {
  await campaign({ kind: 'layout', path: join(scratch, 'layout') });
});

test('a killed registration leaves no half version on a registry', async () => {
  await campaign({ kind: 'registry', host: server.host, repository: 'faults/net' });
});
