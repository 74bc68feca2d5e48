import { createHash, randomBytes } from 'node:crypto';
import { digestOf } from '@package-model/core/oci/digest';
import type { BlobSource, Repository } from '@package-model/core/oci/repository';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startFaultProxy } from './support/fault-proxy.ts';
import { faultsOnce } from './support/fault-proxy.ts';
import type { FaultPlan, FaultProxy } from './support/fault-proxy.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { hastyClock, registryRepository } from './support/repositories.ts';

const { signal } = new AbortController();
const SIZE = 12_000_000;
const bytes = randomBytes(SIZE);
const digest = digestOf(bytes);
const uploads = /\/blobs\/uploads\//;
let server: RegistryServer;
let names = 0;

beforeAll(async () => {
  server = await startRegistry({ signal });
});
afterAll(() => server.stop());

function source(more: Partial<BlobSource> = {}): BlobSource {
  const open = async function* open(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < SIZE; at += 1_000_000) yield bytes.subarray(at, at + 1_000_000);
  };
  return { label: 'weights.bin', sizeBytes: SIZE, open, ...more };
}

async function behind(plan: FaultPlan): Promise<{ proxy: FaultProxy; repository: Repository }> {
  const proxy = await startFaultProxy(server.host, plan);
  onTestFinished(() => proxy.stop());
  names += 1;
  const options = { clock: hastyClock };
  return { proxy, repository: registryRepository(proxy.host, `faults/r${names}`, options) };
}

function sentBytes(proxy: FaultProxy): number {
  return proxy.passed
    .filter((one) => uploads.test(one.path))
    .reduce((total, one) => total + one.bodyBytes, 0);
}

async function expectWhole(repository: Repository): Promise<void> {
  const hash = createHash('sha256');
  for await (const piece of repository.readBlob(digest, signal)) hash.update(piece);
  expect(`sha256:${hash.digest('hex')}`).toBe(digest);
}

test('an upload cut at half starts again cleanly where the registry cannot go on', async () => {
  const { proxy, repository } = await behind(
    faultsOnce({ method: 'PATCH', fault: { kind: 'cut', afterBytes: SIZE / 2 } }),
  );
  await repository.putBlob(source(), signal);
  await expectWhole(repository);
  expect(sentBytes(proxy)).toBeLessThanOrEqual(1.5 * SIZE);
});

test('an upload cut again and again still comes to its end', async () => {
  const cuts = [0.1, 0.25, 0.4].map((part) => ({
    method: 'PATCH',
    fault: { kind: 'cut', afterBytes: Math.floor(part * SIZE) } as const,
  }));
  const { repository } = await behind(faultsOnce(...cuts));
  await repository.putBlob(source(), signal);
  await expectWhole(repository);
});

test('an upload cut before its first byte starts again', async () => {
  const { repository } = await behind(
    faultsOnce({ method: 'PATCH', fault: { kind: 'cut', afterBytes: 0 } }),
  );
  await repository.putBlob(source(), signal);
  await expectWhole(repository);
});

test.each([
  ['POST', SIZE],
  ['PATCH', 2 * SIZE],
  ['PUT', SIZE],
])(
  'after a lost answer to %s the blob is whole, for at most %i bytes sent',
  async (method, mostBytes) => {
    const plan = faultsOnce({ method, path: uploads, fault: { kind: 'lost-answer' } });
    const { proxy, repository } = await behind(plan);
    expect(await repository.putBlob(source(), signal)).toMatchObject({ digest, how: 'uploaded' });
    await expectWhole(repository);
    expect(sentBytes(proxy)).toBeLessThanOrEqual(mostBytes);
  },
);

test('an upload that the registry has forgotten starts again', async () => {
  const { proxy, repository } = await behind(
    faultsOnce(
      { method: 'PATCH', fault: { kind: 'cut', afterBytes: SIZE / 4 } },
      { method: 'GET', path: uploads, fault: { kind: 'answer', status: 404 } },
      { method: 'PUT', path: uploads, fault: { kind: 'answer', status: 404 } },
    ),
  );
  await repository.putBlob(source(), signal);
  await expectWhole(repository);
  expect(proxy.passed.filter((one) => one.method === 'POST')).not.toHaveLength(1);
});

test.each([
  ['429 with seconds', { status: 429, headers: { 'retry-after': '1' } }],
  ['503 with a date', { status: 503, headers: { 'retry-after': new Date().toUTCString() } }],
  ['502', { status: 502 }],
  ['500', { status: 500 }],
])('%s is answered by trying again', async (_, answer) => {
  const fault = { kind: 'answer', ...answer } as const;
  const { proxy, repository } = await behind(
    faultsOnce(
      ...['HEAD', 'POST', 'PATCH', 'PUT'].map((method) => ({ method, path: /blobs/, fault })),
    ),
  );
  await repository.putBlob(source({ digest }), signal);
  await expectWhole(repository);
  expect(proxy.passed.filter((one) => one.fault === 'answer')).toHaveLength(4);
});

test('a registry that stays busy is an error that says so', async () => {
  const { repository } = await behind(() => ({ kind: 'answer', status: 503 }));
  await expect(repository.putBlob(source(), signal)).rejects.toMatchObject({
    code: 'REGISTRY_FAILED',
    message: expect.stringContaining('was refused (status 503); look at the registry'),
  });
});

test('small blobs and manifests outlive broken connections too', async () => {
  const { repository } = await behind(
    faultsOnce(
      { method: 'PUT', path: uploads, fault: { kind: 'lost-answer' } },
      { method: 'PUT', path: /manifests/, fault: { kind: 'lost-answer' } },
      { method: 'GET', path: /manifests/, fault: { kind: 'cut', afterBytes: 0 } },
      { method: 'GET', path: /tags/, fault: { kind: 'answer', status: 503 } },
    ),
  );
  const config = Buffer.from('{}');
  const open = async function* open(): AsyncGenerator<Uint8Array> {
    yield config;
  };
  const placed = { digest: digestOf(config), sizeBytes: 2 };
  await repository.putBlob({ ...placed, label: 'config', open }, signal);
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: placed.digest,
      size: 2,
    },
    layers: [],
  });
  const manifest = {
    bytes: Buffer.from(text),
    digest: digestOf(text),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
  };
  await repository.putManifest(manifest, 'v1', signal);
  expect((await repository.getManifest('v1', signal))?.digest).toBe(manifest.digest);
  expect(await repository.listTags(signal)).toEqual(['v1']);
});
