import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { downloadModel } from '@package-model/core/model/download/download-model';
import { findModel } from '@package-model/core/model/find-model';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import type { StoredModel } from '@package-model/core/model/types';
import { hexOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCuttingProxy } from './support/cutting-proxy.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { hastyClock, registryRepository } from './support/repositories.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();
const LARGE_BYTES = 20_000_000;
let scratch: string;
let server: RegistryServer;
let model: StoredModel;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'package-model-download-'));
  server = await startRegistry({ signal, directory: join(scratch, 'registry') });
  for (const name of ['a.bin', 'b.bin', 'c.bin']) {
    await writeFile(join(scratch, name), name);
    await truncate(join(scratch, name), LARGE_BYTES);
  }
  const entries = await listModelFiles('*.bin', scratch);
  const deps = { log: silentLog, clock: systemClock, digests: noDigestCache, signal };
  const repository = registryRepository(server.host, 'models/net');
  model = await registerModel({ name: 'net', entries }, repository, deps);
});
afterAll(async () => {
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
});

async function download(host: string, folder: string): Promise<void> {
  const repository = registryRepository(host, 'models/net', { clock: hastyClock });
  const found = await findModel(repository, 'net', 'latest', signal);
  const deps = { log: silentLog, clock: hastyClock, signal };
  await downloadModel({ model: found, folder, existing: 'refuse' }, deps);
}

test('a download whose connection broke goes on from where it broke', async () => {
  const folder = join(await temporaryFolder(), 'net');
  const second = model.layers[1]?.digest;
  let cuts = 3;
  const proxy = await startCuttingProxy(server.host, (path) => {
    if (!path.endsWith(String(second)) || cuts === 0) return undefined;
    cuts -= 1;
    return LARGE_BYTES / 4;
  });
  try {
    await download(proxy.host, folder);
    const times = proxy.asked.filter((path) => path.endsWith(String(second)));
    expect(times).toHaveLength(4);
    expect(proxy.sentBytes.get(`/v2/models/net/blobs/${second}`)).toBeLessThan(1.1 * LARGE_BYTES);
  } finally {
    await proxy.stop();
  }
  const bytes = await readFile(join(folder, 'b.bin'));
  expect(bytes.equals(await readFile(join(scratch, 'b.bin')))).toBe(true);
});

test('a download that came to nothing goes on with the files that are missing', async () => {
  const folder = join(await temporaryFolder(), 'net');
  const [first, second, third] = model.layers.map(({ digest }) => digest);
  let isBroken = true;
  let limit = LARGE_BYTES / 2;
  const proxy = await startCuttingProxy(server.host, (path) => {
    if (!isBroken || !path.endsWith(String(second))) return undefined;
    const cut = limit;
    limit = 0;
    return cut;
  });
  try {
    await expect(download(proxy.host, folder)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
    isBroken = false;
    const before = proxy.asked.length;
    await download(proxy.host, folder);
    const blobs = proxy.asked.slice(before).filter((path) => path.includes('/blobs/'));
    expect(blobs).toEqual([second, third].map((digest) => `/v2/models/net/blobs/${digest}`));
    expect(first).toBeDefined();
  } finally {
    await proxy.stop();
  }
  expect(await readdir(folder)).toEqual(['a.bin', 'b.bin', 'c.bin']);
  const bytes = await readFile(join(folder, 'b.bin'));
  expect(bytes.equals(await readFile(join(scratch, 'b.bin')))).toBe(true);
});

test('a blob that was changed on the registry is not taken', async () => {
  const folder = join(await temporaryFolder(), 'net');
  const digest = model.layers.at(-1)?.digest;
  if (digest === undefined) throw new Error('the model has no layers');
  const file = storedBlob(digest);
  const bytes = await readFile(file);
  bytes[LARGE_BYTES / 2] = 1;
  await writeFile(file, bytes);
  await expect(download(server.host, folder)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
});

/** Where the registry server keeps a blob. */
function storedBlob(digest: Digest): string {
  const hex = hexOf(digest);
  const place = `registry/docker/registry/v2/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`;
  return join(scratch, place);
}
