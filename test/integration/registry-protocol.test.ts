import { randomBytes } from 'node:crypto';
import { silentLog } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { registerModel } from '@package-model/core/model/register';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { digestOf } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { attach } from '@package-model/core/oci/referrers';
import type { BlobSource, Repository } from '@package-model/core/oci/repository';
import { expect, onTestFinished, test } from 'vitest';
import { listModelFiles } from '@package-model/core/model/list-files';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { basicLogin, hastyClock, registryRepository } from './support/repositories.ts';
import { startStandIn } from './support/stand-in-registry.ts';
import type { StandInOptions } from './support/stand-in-registry.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();
const bytes = randomBytes(6_000_000);
const digest = digestOf(bytes);
const credential = basicLogin('me', 'canary-password');

async function open(options: StandInOptions) {
  const registry = await startStandIn(options);
  onTestFinished(() => registry.stop());
  const repository = registryRepository(registry.host, 'x', { credential, clock: hastyClock });
  return { registry, repository };
}

function fileLike(more: Partial<BlobSource> = {}): BlobSource {
  const open = async function* open(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
  };
  return { label: 'weights', sizeBytes: bytes.length, open, ...more };
}

test('an upload cut at half sends only the rest where the registry keeps the first half', async () => {
  const { registry, repository } = await open({ cutAfterBytes: bytes.length / 2 });
  await repository.putBlob(fileLike(), signal);
  expect(registry.blobs.get(digest)?.equals(bytes)).toBe(true);
  const patches = registry.seen.filter((one) => one.method === 'PATCH');
  expect(patches.map((one) => one.bodyBytes)).toEqual([bytes.length / 2, bytes.length / 2]);
});

test('an upload whose last answer was lost sends nothing again', async () => {
  const { registry, repository } = await open({ cutAfterBytes: bytes.length });
  await repository.putBlob(fileLike(), signal);
  expect(registry.blobs.has(digest)).toBe(true);
  expect(registry.seen.filter((one) => one.method === 'PATCH')).toHaveLength(1);
});

test.each([404, 405, 413, 416])(
  'a registry that refuses PATCH with %i gets one PUT',
  async (patchStatus) => {
    const { registry, repository } = await open({ patchStatus });
    await repository.putBlob(fileLike(), signal);
    expect(registry.blobs.get(digest)?.equals(bytes)).toBe(true);
  },
);

test('a login never travels to another origin, neither reading nor uploading', async () => {
  const { registry, repository } = await open({ elsewhere: true, login: 'me:canary-password' });
  await repository.putBlob(fileLike(), signal);
  let readBytes = 0;
  for await (const piece of repository.readBlob(digest, signal)) readBytes += piece.length;
  expect(readBytes).toBe(bytes.length);
  const elsewhere = registry.seen.filter((one) => one.origin === 'elsewhere');
  expect(elsewhere.map((one) => one.method)).toEqual(['PATCH', 'PUT', 'GET']);
  expect(elsewhere.every((one) => one.authorization === undefined)).toBe(true);
  const own = registry.seen.filter((one) => one.origin === 'registry' && one.path !== '/v2/');
  expect(own.every((one) => one.authorization?.startsWith('Basic '))).toBe(true);
});

test('another origin cannot say where logins go', async () => {
  const { registry, repository } = await open({
    elsewhere: true,
    challenge: 'Bearer realm="http://127.0.0.1:9/steal",service="x"',
  });
  const reading = repository.readBlob(digest, signal)[Symbol.asyncIterator]().next();
  await expect(reading).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  registry.tags.push('v1');
  expect(await repository.listTags(signal)).toEqual(['v1']);
});

test('tags are read over all pages', async () => {
  const { registry, repository } = await open({ pageSize: 3 });
  registry.tags.push(...Array.from({ length: 10 }, (_, index) => `t${index}`));
  expect(await repository.listTags(signal)).toEqual(registry.tags);
  expect(registry.seen.filter((one) => one.path.includes('/tags/'))).toHaveLength(4);
});

test('bytes of a registry that are not those asked for are an error at their end', async () => {
  const { registry, repository } = await open({});
  registry.blobs.set(digest, Buffer.from('something else'));
  const read = async (): Promise<void> => {
    for await (const _ of repository.readBlob(digest, signal));
  };
  await expect(read()).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
});

test('a blob that is missed although it was said to be there is sent once more', async () => {
  const { registry, repository } = await open({ forgetfulPuts: 1 });
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'w.bin'), bytes);
  const entries = await listModelFiles('w.bin', folder);
  const deps = { log: silentLog, clock: hastyClock, digests: noDigestCache, signal };
  const model = await registerModel({ name: 'x', entries }, repository, deps);
  expect(model.version).toBe('1');
  expect(model.layers.every((layer) => registry.blobs.has(layer.digest))).toBe(true);
});

test('a small blob of known digest takes two requests', async () => {
  const { registry, repository } = await open({});
  const config = bytesSource('config', Buffer.from('{"v":1}'), { likelyPresent: false });
  await repository.putBlob(config, signal);
  const methods = registry.seen.filter((one) => one.path !== '/v2/').map((one) => one.method);
  expect(methods).toEqual(['POST', 'PUT']);
});

const subjectBytes = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: digestOf('{}'), size: 2 },
    layers: [],
  }),
);
const subject = {
  bytes: subjectBytes,
  mediaType: mediaTypes.manifest,
  digest: digestOf(subjectBytes),
};

async function attachTwo(repository: Repository): Promise<readonly string[]> {
  await repository.putManifest(subject, 'v1', signal);
  const digests: string[] = [];
  for (const text of ['one', 'two']) {
    const content = { artifactType: 'a/b', bytes: Buffer.from(text), title: text, annotations: {} };
    digests.push(await attach(content, subject, repository, signal));
  }
  const listed = await repository.listReferrers(subject.digest, signal);
  expect(listed.map(({ digest }) => digest)).toEqual(digests);
  return digests;
}

test.each(['told', 'silent'] as const)(
  'a registry with the referrers API lists what is attached, page by page, without a tag: %s',
  async (referrers) => {
    const { registry, repository } = await open({ referrers, login: 'me:canary-password' });
    await attachTwo(repository);
    expect(registry.tags).toEqual(['v1']);
  },
);

test('a registry without the API lists what is attached under the fallback tag', async () => {
  const { registry, repository } = await open({ login: 'me:canary-password' });
  await attachTwo(repository);
  expect(new Set(registry.tags)).toEqual(new Set(['v1', subject.digest.replace(':', '-')]));
});

test('a fallback tag that is no list of referrers is left alone', async () => {
  const { repository } = await open({ login: 'me:canary-password' });
  await repository.putManifest(subject, subject.digest.replace(':', '-'), signal);
  await expect(attachTwo(repository)).rejects.toMatchObject({ code: 'INVALID_MANIFEST' });
});
