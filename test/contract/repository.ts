import { bytesSource } from '@package-model/core/oci/bytes-source';
import { type Descriptor, parseManifest } from '@package-model/core/oci/descriptor';
import { digestOf } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { attach, type Attachment } from '@package-model/core/oci/referrers';
import type { BlobSource, ManifestContent, Repository } from '@package-model/core/oci/repository';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** A backend of `Repository` and what it cannot do. */
export type RepositoryBackend = {
  readonly name: string;
  readonly start: () => Promise<RunningBackend>;
  /** How a blob is taken over from a repository beside this one. */
  readonly adopts: 'linked' | 'mounted';
  /** False where a tag stays when it is removed alone. */
  readonly removesTags: boolean;
  /** True where a manifest whose blobs are missing is refused. */
  readonly checksBlobs: boolean;
};

export type RunningBackend = {
  /** A repository of this name; nothing is made before something is stored. */
  readonly open: (name: string) => Repository;
  readonly stop: () => Promise<void>;
};

const { signal } = new AbortController();
let names = 0;

function pattern(sizeBytes: number): Buffer {
  return Buffer.alloc(sizeBytes, 'The quick brown fox jumps over the lazy dog. ');
}

function fileLike(bytes: Uint8Array, more: Partial<BlobSource> = {}): BlobSource {
  const open = async function* open(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  };
  return { label: 'test', sizeBytes: bytes.length, open, ...more };
}

async function read(repository: Repository, bytes: Uint8Array): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of repository.readBlob(digestOf(bytes), signal)) {
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

async function manifestOver(repository: Repository, text: string): Promise<ManifestContent> {
  const layer = pattern(10).toString() + text;
  await repository.putBlob(bytesSource('config', Buffer.from('{}')), signal);
  await repository.putBlob(bytesSource('layer', Buffer.from(layer)), signal);
  return manifestOf('{}', layer);
}

function manifestOf(config: string, layer: string): ManifestContent {
  const descriptor = (mediaType: string, text: string) => ({
    mediaType,
    digest: digestOf(text),
    size: Buffer.byteLength(text),
  });
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: descriptor(mediaTypes.config, config),
      layers: [descriptor(mediaTypes.layer, layer)],
    }),
  );
  return { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
}

/** The contract of `Repository`; every backend passes all of it. */
export function repositoryContract(backend: RepositoryBackend): void {
  describe(`a repository in ${backend.name}`, () => {
    let running: RunningBackend;
    beforeAll(async () => {
      running = await backend.start();
    });
    afterAll(() => running.stop());
    const fresh = (): Repository => {
      names += 1;
      return running.open(`contract/r${names}`);
    };
    blobContract(fresh);
    adoptionContract(fresh, backend);
    manifestContract(fresh, backend);
    tagContract(fresh, backend);
    referrerContract(fresh);
  });
}

function blobContract(fresh: () => Repository): void {
  test.each([0, 1, 1024 * 1024 + 1, 5_000_000])('gives back a blob of %i bytes', async (size) => {
    const repository = fresh();
    const bytes = pattern(size);
    const placed = await repository.putBlob(fileLike(bytes), signal);
    expect(placed).toMatchObject({ digest: digestOf(bytes), sizeBytes: size });
    expect(['uploaded', 'written']).toContain(placed.how);
    expect(await repository.blobSize(placed.digest, signal)).toBe(size);
    expect(Buffer.compare(await read(repository, bytes), bytes)).toBe(0);
  });

  test('moves nothing for a blob that is there', async () => {
    const repository = fresh();
    const bytes = pattern(100_000);
    await repository.putBlob(fileLike(bytes), signal);
    const never = fileLike(bytes, {
      digest: digestOf(bytes),
      open: () => {
        throw new Error('read for nothing');
      },
    });
    expect(await repository.putBlob(never, signal)).toMatchObject({ how: 'present' });
    const likely = fileLike(bytes, { likelyPresent: true });
    expect(await repository.putBlob(likely, signal)).toMatchObject({ how: 'present' });
  });

  test('a blob that is not what it says is refused and not there', async () => {
    const repository = fresh();
    const digest = digestOf('something else');
    for (const size of [1000, 3_000_000]) {
      const lying = fileLike(pattern(size), { digest });
      await expect(repository.putBlob(lying, signal)).rejects.toMatchObject({
        code: 'DIGEST_MISMATCH',
        message: expect.stringMatching(/^test is sha256:[0-9a-f]{64}, not sha256:/),
      });
      expect(await repository.blobSize(digest, signal)).toBeUndefined();
    }
  });

  test('a source that breaks leaves nothing', async () => {
    const repository = fresh();
    const bytes = pattern(2_000_000);
    const breaking = fileLike(bytes, {
      open: async function* open() {
        yield bytes.subarray(0, 1_000_000);
        throw new Error('the disk broke');
      },
    });
    await expect(repository.putBlob(breaking, signal)).rejects.toThrow('the disk broke');
    expect(await repository.blobSize(digestOf(bytes), signal)).toBeUndefined();
  });

  test('an unknown blob has no size and cannot be read', async () => {
    const repository = fresh();
    const digest = digestOf('nowhere');
    expect(await repository.blobSize(digest, signal)).toBeUndefined();
    await expect(read(repository, Buffer.from('nowhere'))).rejects.toMatchObject({
      code: 'BLOB_UNKNOWN',
      message: `${repository.name} has no blob ${digest}`,
    });
  });

  test('the same blob stored by many at once is there once, and whole', async () => {
    const repository = fresh();
    const bytes = pattern(300_000);
    const copies = Array.from({ length: 6 }, () => repository.putBlob(fileLike(bytes), signal));
    const placed = await Promise.all(copies);
    expect(new Set(placed.map((one) => one.digest))).toEqual(new Set([digestOf(bytes)]));
    expect(Buffer.compare(await read(repository, bytes), bytes)).toBe(0);
  });

  test('work ends when the caller has cancelled', async () => {
    const repository = fresh();
    const cancelled = AbortSignal.abort(new Error('cancelled'));
    const bytes = pattern(3_000_000);
    await expect(repository.putBlob(fileLike(bytes), cancelled)).rejects.toThrow();
    expect(await repository.blobSize(digestOf(bytes), signal)).toBeUndefined();
  });
}

function adoptionContract(fresh: () => Repository, backend: RepositoryBackend): void {
  test(`takes a blob over from a repository beside it: ${backend.adopts}`, async () => {
    const [from, to] = [fresh(), fresh()];
    const bytes = pattern(1000);
    const blob = { digest: digestOf(bytes), size: bytes.length };
    await from.putBlob(fileLike(bytes), signal);
    const placed = { digest: blob.digest, sizeBytes: blob.size };
    expect(await to.adoptBlob(blob, from, signal)).toEqual({ ...placed, how: backend.adopts });
    expect(await to.adoptBlob(blob, from, signal)).toEqual({ ...placed, how: 'present' });
    expect(Buffer.compare(await read(to, bytes), bytes)).toBe(0);
  });

  test('takes over nothing that the other does not have', async () => {
    const [from, to] = [fresh(), fresh()];
    const blob = { digest: digestOf('nowhere'), size: 7 };
    expect(await to.adoptBlob(blob, from, signal)).toBeUndefined();
  });
}

function manifestContract(fresh: () => Repository, backend: RepositoryBackend): void {
  test('gives back a manifest byte for byte, by tag and by digest', async () => {
    const repository = fresh();
    const manifest = await manifestOver(repository, 'one');
    await repository.putManifest(manifest, 'v1', signal);
    for (const reference of ['v1', manifest.digest]) {
      const found = await repository.getManifest(reference, signal);
      expect(found).toMatchObject({ digest: manifest.digest, mediaType: manifest.mediaType });
      expect(Buffer.compare(found?.bytes ?? Buffer.alloc(0), manifest.bytes)).toBe(0);
    }
  });

  test('stores a manifest without a tag', async () => {
    const repository = fresh();
    const manifest = await manifestOver(repository, 'untagged');
    await repository.putManifest(manifest, undefined, signal);
    expect(await repository.listTags(signal)).toEqual([]);
    const found = await repository.getManifest(manifest.digest, signal);
    expect(found?.digest).toBe(manifest.digest);
  });

  test('has no manifest under a tag or digest that nobody stored', async () => {
    const repository = fresh();
    expect(await repository.getManifest('v1', signal)).toBeUndefined();
    await repository.putManifest(await manifestOver(repository, 'one'), 'v1', signal);
    expect(await repository.getManifest('v2', signal)).toBeUndefined();
    expect(await repository.getManifest(digestOf('nowhere'), signal)).toBeUndefined();
  });

  test('a manifest whose blobs are missing is refused where the backend looks', async () => {
    const repository = fresh();
    await manifestOver(repository, 'so that it exists');
    const put = repository.putManifest(manifestOf('{"lost":1}', 'lost too'), 'v1', signal);
    const outcome = await put.then(
      () => 'stored',
      (error: unknown) => error,
    );
    if (!backend.checksBlobs) expect(outcome).toBe('stored');
    else expect(outcome).toMatchObject({ code: 'BLOB_UNKNOWN' });
  });
}

function tagContract(fresh: () => Repository, backend: RepositoryBackend): void {
  test('a repository that does not exist has no tags', async () => {
    expect(await fresh().listTags(signal)).toEqual([]);
  });

  test('a tag moves to another manifest; other tags stay', async () => {
    const repository = fresh();
    const one = await manifestOver(repository, 'one');
    const two = await manifestOver(repository, 'two');
    await repository.putManifest(one, 'v1', signal);
    await repository.putManifest(one, 'latest', signal);
    await repository.putManifest(two, 'latest', signal);
    expect((await repository.getManifest('latest', signal))?.digest).toBe(two.digest);
    expect((await repository.getManifest('v1', signal))?.digest).toBe(one.digest);
    expect((await repository.listTags(signal)).toSorted()).toEqual(['latest', 'v1']);
  });

  test('tags put at once are all listed', async () => {
    const repository = fresh();
    const manifest = await manifestOver(repository, 'many');
    const tags = Array.from({ length: 60 }, (_, index) => `t${index}`);
    for (let at = 0; at < tags.length; at += 15) {
      const some = tags.slice(at, at + 15);
      await Promise.all(some.map((tag) => repository.putManifest(manifest, tag, signal)));
    }
    expect((await repository.listTags(signal)).toSorted()).toEqual(tags.toSorted());
  });

  test('removing a tag takes at most the tag, never the manifest', async () => {
    const repository = fresh();
    const manifest = await manifestOver(repository, 'one');
    await repository.putManifest(manifest, 'v1', signal);
    await repository.putManifest(manifest, 'v2', signal);
    await repository.removeTag('v1', signal);
    await repository.removeTag('never-there', signal);
    const left = (await repository.listTags(signal)).toSorted();
    expect(left).toEqual(backend.removesTags ? ['v2'] : ['v1', 'v2']);
    expect((await repository.getManifest(manifest.digest, signal))?.digest).toBe(manifest.digest);
  });
}

function attachment(text: string): Attachment {
  return {
    artifactType: 'application/vnd.in-toto+json',
    bytes: Buffer.from(JSON.stringify({ text })),
    title: 'result.json',
    annotations: { 'in-toto.io/predicate-type': 'https://example.com/result' },
  };
}

function referrerContract(fresh: () => Repository): void {
  test('lists what is attached to a manifest, which stays as it is', async () => {
    const repository = fresh();
    const subject = await manifestOver(repository, 'subject');
    await repository.putManifest(subject, 'v1', signal);
    expect(await repository.listReferrers(subject.digest, signal)).toEqual([]);
    const digest = await attach(attachment('one'), subject, repository, signal);
    const [entry, ...others] = await repository.listReferrers(subject.digest, signal);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ digest, mediaType: mediaTypes.manifest, ...typeOf('one') });
    expect((await repository.getManifest('v1', signal))?.digest).toBe(subject.digest);
    const content = await repository.getManifest(digest, signal);
    const manifest = parseManifest(content?.bytes ?? Buffer.alloc(0), 'the artefact');
    expect(entry?.size).toBe(content?.bytes.length);
    expect(manifest).toMatchObject({
      artifactType: 'application/vnd.in-toto+json',
      subject: { digest: subject.digest, size: subject.bytes.length },
    });
    const [layer] = manifest.layers;
    expect(layer?.digest).toBe(digestOf(attachment('one').bytes));
    expect(await read(repository, attachment('one').bytes)).toEqual(
      Buffer.from(attachment('one').bytes),
    );
  });

  test('attaches the same once, and another beside it', async () => {
    const repository = fresh();
    const subject = await manifestOver(repository, 'subject');
    const bystander = await manifestOver(repository, 'another');
    for (const one of [subject, bystander]) await repository.putManifest(one, undefined, signal);
    const first = await attach(attachment('one'), subject, repository, signal);
    expect(await attach(attachment('one'), subject, repository, signal)).toBe(first);
    const second = await attach(attachment('two'), subject, repository, signal);
    const listed = await repository.listReferrers(subject.digest, signal);
    expect(listed.map(({ digest }) => digest).toSorted()).toEqual([first, second].toSorted());
    expect(await repository.listReferrers(bystander.digest, signal)).toEqual([]);
  });

  test('loses nothing when several attach at once', async () => {
    const repository = fresh();
    const subject = await manifestOver(repository, 'subject');
    await repository.putManifest(subject, 'v1', signal);
    const texts = ['a', 'b', 'c', 'd'];
    const digests = await Promise.all(
      texts.map((text) => attach(attachment(text), subject, repository, signal)),
    );
    const listed = await repository.listReferrers(subject.digest, signal);
    expect(listed.map(({ digest }) => digest).toSorted()).toEqual(digests.toSorted());
  });
}

function typeOf(text: string): Partial<Descriptor> {
  const { artifactType, annotations } = attachment(text);
  return { artifactType, annotations };
}
