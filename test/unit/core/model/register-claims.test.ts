import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLog } from '@package-model/core/log';
import { claimManifest, putClaimBlobs, stateOf } from '@package-model/core/model/claim-manifest';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { findModel } from '@package-model/core/model/find-model';
import { listModelFiles } from '@package-model/core/model/list-files';
import { modelManifest } from '@package-model/core/model/manifest';
import { registerModel } from '@package-model/core/model/register';
import { claimsOf } from '@package-model/core/model/versions';
import { parseManifest } from '@package-model/core/oci/descriptor';
import { digestOf } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import type { Repository } from '@package-model/core/oci/repository';
import { expect, onTestFinished, test } from 'vitest';
import { hastyClock, registryRepository } from '../../../integration/support/repositories.ts';
import { startStandIn } from '../../../integration/support/stand-in-registry.ts';
import type { StandIn, StandInOptions } from '../../../integration/support/stand-in-registry.ts';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();

async function open(options: StandInOptions) {
  const registry = await startStandIn(options);
  onTestFinished(() => registry.stop());
  const repository = registryRepository(registry.host, 'x', { clock: hastyClock });
  const folder = await temporaryFolder({ 'w.bin': 'weights' });
  const lines: string[] = [];
  const log = { ...silentLog, info: (line: string) => void lines.push(line) };
  const register = async (): Promise<string> => {
    const entries = await listModelFiles('w.bin', folder);
    const deps = { log, clock: hastyClock, digests: noDigestCache, signal };
    return (await registerModel({ name: 'net', entries }, repository, deps)).version;
  };
  return { registry, repository, folder, lines, register };
}

function asked(registry: StandIn): string[] {
  return registry.seen.map(({ method, path }) =>
    `${method} ${path}`
      .replace(/[?].*|\/v2\/x\//g, '')
      .replace(/sha256:.*/, 'DIGEST')
      .replace(/uploads\/u.*/, 'uploads/ID')
      .replace(/claim-(\d+)-.*/, 'claim-$1'),
  );
}

const versionPuts = (registry: StandIn): string[] =>
  asked(registry).filter((line) => line.startsWith('PUT manifests/model-v'));

/** The tags of claims and what they say. */
function claimsIn(registry: StandIn) {
  const tags = Array.from({ length: 9 }, (_, index) => claimsOf(registry.tags, index)).flat();
  return tags.map((tag) => {
    const bytes = registry.manifests.get(tag) ?? Buffer.alloc(0);
    const content = { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
    return { tag, state: stateOf(content, tag, Date.now()) };
  });
}

async function expectVersions(repository: Repository, versions: readonly string[]) {
  for (const version of versions) {
    expect((await findModel(repository, 'net', version, signal)).version).toBe(version);
  }
}

test('a registry that lists at once is asked for nothing that is not needed', async () => {
  const { registry, lines, register } = await open({});
  await register();
  const before = registry.seen.length;
  expect(await register()).toBe('2');
  expect(asked(registry).slice(before)).toEqual([
    'GET tags/list',
    'GET manifests/model-v1',
    'HEAD blobs/DIGEST',
    'HEAD blobs/DIGEST',
    'GET tags/list',
    'POST blobs/uploads/',
    'PUT blobs/uploads/ID',
    'PUT manifests/claim-2',
    'GET tags/list',
    'GET manifests/model-v2',
    'PUT manifests/model-v2',
    'GET manifests/model-v2',
  ]);
  expect(lines.filter((line) => line.includes('lags'))).toEqual([]);
});

test('a claim is a plain image that every registry knows', async () => {
  const { registry, register } = await open({});
  await register();
  const [claim] = claimsIn(registry);
  const bytes = registry.manifests.get(claim?.tag ?? '') ?? Buffer.alloc(0);
  const manifest = parseManifest(bytes, 'the claim');
  expect(manifest).toMatchObject({ config: { mediaType: mediaTypes.config } });
  expect(manifest.artifactType).toBeUndefined();
  expect(manifest.layers.map((layer) => layer.mediaType)).toEqual([mediaTypes.layer]);
  for (const { digest, size } of [manifest.config, ...manifest.layers]) {
    expect(registry.blobs.get(digest)?.length).toBe(size);
  }
});

test('a list of tags that lags is waited for, and that is said once', async () => {
  const { registry, repository, lines, register } = await open({ listsPerLook: 7 });
  const versions = [await register(), await register(), await register()];
  expect(new Set(versions).size).toBe(3);
  expect(new Set(versionPuts(registry)).size).toBe(3);
  expect(versionPuts(registry)).toHaveLength(3);
  await expectVersions(repository, versions);
  const told = lines.filter((line) => line.includes('lags'));
  expect(told.length).toBeLessThanOrEqual(3);
  expect(told[0]).toBe(
    `The list of tags of ${registry.host}/x lags; waiting until it shows what was put, ` +
      'so that no version number is given twice.',
  );
});

test.each([1, 3, 8])(
  'registrations at once have versions of their own where each %i. list is new and none deletes',
  async (listsPerLook) => {
    const { registry, repository, register } = await open({ listsPerLook, deleteStatus: 405 });
    const versions = await Promise.all(Array.from({ length: 6 }, () => register()));
    expect(new Set(versions).size).toBe(6);
    expect(versionPuts(registry)).toHaveLength(6);
    expect(new Set(versionPuts(registry)).size).toBe(6);
    await expectVersions(repository, versions);
  },
);

test('a list that never shows the claim ends in an error, and nothing is overwritten', async () => {
  const listsPerLook = Number.POSITIVE_INFINITY;
  const { registry, register } = await open({ listsPerLook, deleteStatus: 405 });
  await expect(register()).rejects.toMatchObject({
    code: 'NO_VERSION',
    message: expect.stringMatching(
      /^127\.0\.0\.1:\d+\/x: its list of tags does not show claim-1-[0-9a-f]{16}, put 150 s before/,
    ),
  });
  expect(versionPuts(registry)).toEqual([]);
  expect(claimsIn(registry).map(({ state }) => state)).toEqual(['given-up']);
});

test('versions that the list does not show are stepped over, whatever it shows', async () => {
  const { registry, repository, register } = await open({ listsPerLook: 15 });
  expect(await repository.listTags(signal)).toEqual([]);
  for (const version of ['1', '2']) {
    const manifest = modelManifest({ name: 'net', files: [], layers: [] }, version);
    await repository.putManifest(manifest, `model-v${version}`, signal);
  }
  expect(await register()).toBe('3');
  expect(asked(registry).filter((line) => line.startsWith('PUT manifests/'))).toEqual([
    'PUT manifests/model-v1',
    'PUT manifests/model-v2',
    'PUT manifests/claim-1',
    'PUT manifests/claim-1',
    'PUT manifests/claim-3',
    'PUT manifests/model-v3',
  ]);
});

test('a number that another region gave too is left to it', async () => {
  const { registry, repository, register } = await open({ collisions: 1 });
  expect(await register()).toBe('2');
  await expectVersions(repository, ['2']);
  expect(versionPuts(registry)).toEqual(['PUT manifests/model-v1', 'PUT manifests/model-v2']);
});

test('a registry that holds something else again and again is an error', async () => {
  const { registry, register } = await open({ collisions: 9 });
  await expect(register()).rejects.toMatchObject({
    code: 'NO_VERSION',
    message: expect.stringContaining('model-v3 holds another manifest than was put there'),
  });
  expect(versionPuts(registry)).toHaveLength(3);
});

const refusals: readonly StandInOptions[] = [
  ...[400, 401, 403, 404, 405, 409, 412, 501].map((deleteStatus) => ({ deleteStatus })),
  { retagStatus: 400 },
  { retagStatus: 409 },
  { retagStatus: 400, deleteStatus: 405 },
  { tokens: true, deleteStatus: 403 },
];

test.each(refusals)('a lost claim is given up although it is refused: %o', async (options) => {
  const { registry, repository, register } = await open(options);
  const versions = await Promise.all([register(), register(), register()]);
  expect(new Set(versions).size).toBe(3);
  await expectVersions(repository, versions);
  // Each of the three that won stays as a fence; the others say that they were given up, or are gone.
  expect(claimsIn(registry).filter(({ state }) => state === 'live')).toHaveLength(3);
});

test('a claim that says it was given up leaves its number free', async () => {
  const { repository, register } = await open({});
  const created = new Date().toISOString();
  const claim = { number: 1, tag: 'claim-1-0badc0de', nonce: '0badc0de', created };
  await putClaimBlobs(repository, signal);
  await repository.putManifest(claimManifest(claim, 'given-up'), claim.tag, signal);
  expect(await register()).toBe('1');
});

const gitlab = { artifactTypes: [mediaTypes.config] };

test('a registry that takes no models says so with the remedy; claims it takes', async () => {
  const { registry, register } = await open(gitlab);
  await expect(register()).rejects.toMatchObject({
    code: 'INVALID_MANIFEST',
    message: expect.stringContaining('use another registry, or a layout folder (dir:PATH)'),
  });
  expect(claimsIn(registry)).toHaveLength(1);
});

test('a large first version meets that before its bytes have moved', async () => {
  const { registry, folder, register } = await open(gitlab);
  await truncate(join(folder, 'w.bin'), 300 * 1024 * 1024);
  await expect(register()).rejects.toMatchObject({ code: 'INVALID_MANIFEST' });
  expect(registry.seen.filter((one) => one.method === 'PATCH')).toEqual([]);
  expect(registry.tags).toEqual([]);
});
