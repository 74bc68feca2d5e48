import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { digestOf, hexOf } from '@package-model/core/oci/digest';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { expect, test } from 'vitest';
import { collect } from '../../collect.ts';
import { temporaryFolder } from '../../package/temporary-folder.ts';
import { putSampleManifest, unknownSource } from '../sample-content.ts';

const { signal } = new AbortController();
const clock = {
  ...systemClock,
  sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
};
const bytes = Buffer.from('some bytes');
const digest = digestOf(bytes);

function layoutAt(folder: string): LayoutRepository {
  return new LayoutRepository({ name: 'dir:models', folder }, clock);
}

async function layout(): Promise<LayoutRepository> {
  return layoutAt(join(await temporaryFolder(), 'models'));
}

function blobFile(repository: LayoutRepository): string {
  return join(repository.folder, 'blobs/sha256', hexOf(digest));
}

async function indexOf(repository: LayoutRepository) {
  return JSON.parse(await readFile(join(repository.folder, 'index.json'), 'utf8'));
}

test('nothing is written before something is stored', async () => {
  const repository = await layout();
  expect(await repository.listTags()).toEqual([]);
  expect(await repository.getManifest('v1')).toBeUndefined();
  expect(await repository.blobSize(digest, signal)).toBeUndefined();
  await expect(stat(repository.folder)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a folder with a manifest is an OCI image layout', async () => {
  const repository = await layout();
  const manifest = await putSampleManifest(repository, 'layer', 'v1');
  expect(JSON.parse(await readFile(join(repository.folder, 'oci-layout'), 'utf8'))).toEqual({
    imageLayoutVersion: '1.0.0',
  });
  expect(await indexOf(repository)).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      {
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: manifest.bytes.length,
        annotations: { 'org.opencontainers.image.ref.name': 'v1' },
      },
    ],
  });
  expect(await readdir(join(repository.folder, '.unfinished'))).toEqual([]);
});

test('manifests stored at once are all kept', async () => {
  const { folder } = await layout();
  const tags = Array.from({ length: 20 }, (_, index) => `v${index}`);
  await Promise.all(tags.map((tag) => putSampleManifest(layoutAt(folder), `layer ${tag}`, tag)));
  expect((await layoutAt(folder).listTags()).toSorted()).toEqual(tags.toSorted());
});

test('a tag moves, and the manifest it leaves keeps its other tags', async () => {
  const repository = await layout();
  const one = await putSampleManifest(repository, 'one', 'v1');
  await repository.putManifest(one, 'latest', signal);
  const two = await putSampleManifest(repository, 'two', 'latest');
  expect((await repository.getManifest('latest'))?.digest).toBe(two.digest);
  expect((await repository.getManifest('v1'))?.digest).toBe(one.digest);
  expect((await indexOf(repository)).manifests).toHaveLength(2);
});

test('a manifest stays, untagged, when its last tag goes', async () => {
  const repository = await layout();
  const manifest = await putSampleManifest(repository, 'one', 'v1');
  await repository.removeTag('v1', signal);
  await repository.removeTag('never-there', signal);
  expect(await repository.listTags()).toEqual([]);
  expect((await repository.getManifest(manifest.digest))?.digest).toBe(manifest.digest);
  expect((await indexOf(repository)).manifests).toHaveLength(1);
});

test('what other tools wrote into the index survives', async () => {
  const repository = await layout();
  await mkdir(repository.folder, { recursive: true });
  const foreign = {
    mediaType: 'application/vnd.oci.image.index.v1+json',
    digest: digestOf('elsewhere'),
    size: 7,
    urls: ['https://example.com/x'],
    platform: { os: 'windows', architecture: 'amd64', 'os.version': '10.0' },
  };
  const index = { schemaVersion: 2, manifests: [foreign], annotations: { a: 'b' }, subject: null };
  await writeFile(join(repository.folder, 'index.json'), JSON.stringify(index));
  await putSampleManifest(repository, 'one', 'v1');
  const found = await indexOf(repository);
  expect(found.manifests[0]).toEqual(foreign);
  expect(found).toMatchObject({ annotations: { a: 'b' }, subject: null });
});

test('takes a blob over from a layout beside it by a hard link', async () => {
  const [from, to] = [await layout(), await layout()];
  await from.putBlob(unknownSource(bytes), signal);
  const blob = { digest, size: bytes.length };
  expect(await to.adoptBlob(blob, from, signal)).toMatchObject({ how: 'linked' });
  expect((await stat(blobFile(to))).ino).toBe((await stat(blobFile(from))).ino);
  expect(await to.adoptBlob(blob, from, signal)).toMatchObject({ how: 'present' });
});

test('takes nothing over that is not there, or not whole', async () => {
  const [from, to] = [await layout(), await layout()];
  const blob = { digest, size: bytes.length };
  expect(await to.adoptBlob(blob, from, signal)).toBeUndefined();
  await from.putBlob(unknownSource(bytes), signal);
  await writeFile(blobFile(from), 'cut');
  expect(await to.adoptBlob(blob, from, signal)).toBeUndefined();
});

test('a blob that does not hold what its name says is an error at its end', async () => {
  const repository = await layout();
  await repository.putBlob(unknownSource(bytes), signal);
  await writeFile(blobFile(repository), 'same sizes');
  await expect(collect(repository.readBlob(digest, signal))).rejects.toMatchObject({
    code: 'DIGEST_MISMATCH',
    message: expect.stringContaining(blobFile(repository)),
  });
});

test('a blob of another size is not taken for the blob, but written again', async () => {
  const repository = await layout();
  const known = unknownSource(bytes, { digest });
  await repository.putBlob(known, signal);
  await writeFile(blobFile(repository), 'cut');
  expect(await repository.putBlob(known, signal)).toMatchObject({ how: 'written' });
  expect(await collect(repository.readBlob(digest, signal))).toEqual(bytes);
});

test('a damaged manifest is an error, not an answer', async () => {
  const repository = await layout();
  const manifest = await putSampleManifest(repository, 'one', 'v1');
  await writeFile(join(repository.folder, 'blobs/sha256', hexOf(manifest.digest)), '{}');
  await expect(repository.getManifest('v1')).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
});

test('a source that breaks, or is not what was announced, leaves nothing', async () => {
  const repository = await layout();
  const breaking = unknownSource(bytes, {
    open: async function* open() {
      yield bytes;
      throw new Error('the disk broke');
    },
  });
  await expect(repository.putBlob(breaking, signal)).rejects.toThrow('the disk broke');
  const other = unknownSource(Buffer.from('other'), { digest });
  await expect(repository.putBlob(other, signal)).rejects.toMatchObject({
    code: 'DIGEST_MISMATCH',
    message: expect.stringContaining('test bytes is sha256:'),
  });
  expect(await readdir(join(repository.folder, 'blobs/sha256'))).toEqual([]);
  expect(await readdir(join(repository.folder, '.unfinished'))).toEqual([]);
});

test('what killed runs have left goes away after an hour, not before', async () => {
  const repository = await layout();
  await repository.putBlob(unknownSource(bytes), signal);
  const unfinished = join(repository.folder, '.unfinished');
  await writeFile(join(unfinished, 'old.tmp'), 'half');
  await writeFile(join(unfinished, 'young.tmp'), 'half');
  const twoHoursAgo = new Date(clock.now() - 2 * 3_600_000);
  await utimes(join(unfinished, 'old.tmp'), twoHoursAgo, twoHoursAgo);
  await repository.putBlob(unknownSource(Buffer.from('next')), signal);
  expect(await readdir(unfinished)).toEqual(['young.tmp']);
});

test('a folder that cannot be one is an error that names it and what to do', async () => {
  const folder = await temporaryFolder({ file: 'x' });
  const repository = layoutAt(join(folder, 'file', 'models'));
  await expect(repository.putBlob(unknownSource(bytes), signal)).rejects.toMatchObject({
    code: 'INVALID_LAYOUT',
    message: expect.stringMatching(
      /^cannot write the layout at .*file\/models: ENOTDIR.*; check the folder and its rights$/,
    ),
  });
});

test('an index that is broken is an error that names the file', async () => {
  const repository = await layout();
  await putSampleManifest(repository, 'one', 'v1');
  const path = join(repository.folder, 'index.json');
  await writeFile(path, '{"schemaVersion":2,');
  await expect(repository.listTags()).rejects.toMatchObject({
    code: 'INVALID_MANIFEST',
    message: `${path} is not JSON`,
  });
  await writeFile(path, '{"schemaVersion":1,"manifests":[]}');
  await expect(repository.listTags()).rejects.toMatchObject({
    code: 'INVALID_MANIFEST',
    message: expect.stringContaining('schemaVersion'),
  });
});

test('a disk that is too small is said before anything is written', async () => {
  const repository = await layout();
  const huge = unknownSource(bytes, { sizeBytes: 10 ** 17 });
  await expect(repository.putBlob(huge, signal)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringMatching(
      /has \d+ MB free and 100000000000 MB are needed; free some space or choose another folder/,
    ),
  });
  expect(await readdir(join(repository.folder, 'blobs/sha256'))).toEqual([]);
});

test('a lock that nobody gives back is an error of the layout', async () => {
  const repository = await layout();
  const manifest = await putSampleManifest(repository, 'one', 'v1');
  const lock = join(repository.folder, '.lock');
  await writeFile(lock, 'of a living process');
  let nowMs = Date.now();
  const slow = {
    now: () => nowMs,
    random: () => 0,
    after: () => () => {},
    async sleep() {
      nowMs += 1000;
      await utimes(lock, new Date(nowMs), new Date(nowMs));
    },
  };
  const waiting = new LayoutRepository({ name: 'dir:x', folder: repository.folder }, slow);
  await expect(waiting.putManifest(manifest, 'v2', signal)).rejects.toMatchObject({
    code: 'LAYOUT_BUSY',
    message: expect.stringContaining(lock),
  });
});

test('writing ends when the caller cancels, and leaves nothing', async () => {
  const repository = await layout();
  const cancelling = new AbortController();
  const source = unknownSource(bytes, {
    sizeBytes: 2 * bytes.length,
    open: async function* open() {
      yield bytes;
      cancelling.abort(new Error('cancelled'));
      yield bytes;
    },
  });
  await expect(repository.putBlob(source, cancelling.signal)).rejects.toThrow();
  expect(await readdir(join(repository.folder, '.unfinished'))).toEqual([]);
});
