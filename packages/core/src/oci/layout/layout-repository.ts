import { randomBytes } from 'node:crypto';
import { link, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { codeOf } from '../../errors.ts';
import { writeAtomically } from '../../files/atomic-write.ts';
import { withLock } from '../../files/lock.ts';
import { readChunks } from '../../files/read-chunks.ts';
import { writeChunks } from '../../files/write-chunks.ts';
import { bytesSource } from '../bytes-source.ts';
import { type Descriptor, type Index, parseManifest } from '../descriptor.ts';
import { digestOf, parseDigest } from '../digest.ts';
import type { Digest } from '../digest.ts';
import { OciError } from '../errors.ts';
import { hashing, knownDigest, verified } from '../hash-stream.ts';
import { mediaTypes } from '../media-types.ts';
import { withReferrer } from '../referrers.ts';
import type { BlobSource, ManifestContent, Placed, Referrer, Repository } from '../repository.ts';
import {
  blobPath,
  ensureLayout,
  ensureSpace,
  layoutFault,
  readIndex,
  removeAbandoned,
  unfinishedFolder,
  writeIndex,
} from './layout-files.ts';
import { findTag, tagsOf, withoutTag, withTag } from './layout-index.ts';

/** A repository in a folder, OCI image-spec 1.1 image-layout.md; tags are `ref.name`s. */
export class LayoutRepository implements Repository {
  readonly kind = 'layout';
  readonly name: string;
  readonly folder: string;
  readonly #clock: Clock;

  /** `name` is what users wrote (`dir:PATH`), `folder` the absolute path it means. */
  constructor(location: { readonly name: string; readonly folder: string }, clock: Clock) {
    this.name = location.name;
    this.folder = location.folder;
    this.#clock = clock;
  }

  forWriting(): this {
    return this;
  }

  async blobSize(digest: Digest, _signal: AbortSignal): Promise<number | undefined> {
    const found = await stat(blobPath(this.folder, digest)).catch(() => undefined);
    return found?.size;
  }

  async *readBlob(digest: Digest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const path = blobPath(this.folder, digest);
    const sizeBytes = await this.blobSize(digest, signal);
    if (sizeBytes === undefined) {
      throw new OciError('BLOB_UNKNOWN', `${this.name} has no blob ${digest}`);
    }
    yield* verified(readChunks(path, sizeBytes, signal), digest, path);
  }

  async ensureSpace(sizeBytes: number): Promise<void> {
    await ensureLayout(this.folder);
    await ensureSpace(this.folder, sizeBytes);
  }

  async putBlob(source: BlobSource, signal: AbortSignal): Promise<Placed> {
    const known = await knownDigest(source, signal);
    // A file of another size cannot be the blob, whatever its name: it is written again.
    if (known !== undefined && (await this.blobSize(known, signal)) === source.sizeBytes) {
      return { digest: known, sizeBytes: source.sizeBytes, how: 'present' };
    }
    await this.ensureSpace(source.sizeBytes);
    try {
      return { ...(await this.#write(source, known, signal)), how: 'written' };
    } catch (error) {
      throw layoutFault(this.folder, error);
    }
  }

  async #write(source: BlobSource, known: Digest | undefined, signal: AbortSignal) {
    await removeAbandoned(this.folder, this.#clock.now());
    const name = `${randomBytes(6).toString('hex')}.tmp`;
    return writeAtomically(
      join(unfinishedFolder(this.folder), name),
      async (handle) => {
        const stream = hashing(source.open(signal));
        await writeChunks(handle, stream.bytes, signal);
        const written = stream.finish();
        if (known === undefined || known === written.digest) return written;
        throw new OciError('DIGEST_MISMATCH', `${source.label} is ${written.digest}, not ${known}`);
      },
      ({ digest }) => blobPath(this.folder, digest),
    );
  }

  async adoptBlob(
    blob: { readonly digest: Digest; readonly size: number },
    from: Repository,
    signal: AbortSignal,
  ): Promise<Placed | undefined> {
    const placed = { digest: blob.digest, sizeBytes: blob.size };
    const heldBytes = await this.blobSize(blob.digest, signal);
    if (heldBytes === blob.size) return { ...placed, how: 'present' };
    if (heldBytes !== undefined || !(from instanceof LayoutRepository)) return undefined;
    if ((await from.blobSize(blob.digest, signal)) !== blob.size) return undefined;
    await ensureLayout(this.folder);
    try {
      await link(blobPath(from.folder, blob.digest), blobPath(this.folder, blob.digest));
      return { ...placed, how: 'linked' };
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return { ...placed, how: 'present' };
      // Another file system, or one without hard links: the caller copies the bytes instead.
      return undefined;
    }
  }

  async getManifest(reference: string): Promise<ManifestContent | undefined> {
    const index = await readIndex(this.folder);
    const asDigest = parseDigest(reference);
    const entry =
      asDigest === undefined
        ? findTag(index, reference)
        : index.manifests.find((other) => other.digest === asDigest);
    const digest = asDigest ?? entry?.digest;
    if (digest === undefined) return undefined;
    const bytes = await readFile(blobPath(this.folder, digest)).catch(() => undefined);
    if (bytes === undefined) return undefined;
    if (digestOf(bytes) !== digest) {
      const path = blobPath(this.folder, digest);
      throw new OciError('DIGEST_MISMATCH', `${path} does not hold what its name says`);
    }
    return { bytes, digest, mediaType: entry?.mediaType ?? mediaTypes.manifest };
  }

  async putManifest(
    manifest: ManifestContent,
    tag: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#writeManifestBlob(manifest, signal);
    await this.#change(signal, (index) => withTag(index, descriptorOf(manifest), tag));
  }

  async putReferrer({ manifest, entry }: Referrer, signal: AbortSignal): Promise<void> {
    await this.#writeManifestBlob(manifest, signal);
    await this.#change(signal, (index) => withReferrer(index, entry));
  }

  /** A layout has no list of its own: artefacts stand in its index, and each names its subject. */
  async listReferrers(subject: Digest, _signal: AbortSignal): Promise<readonly Descriptor[]> {
    const { manifests } = await readIndex(this.folder);
    const found: Descriptor[] = [];
    for (const entry of manifests.filter(({ artifactType }) => artifactType !== undefined)) {
      const content = await this.getManifest(entry.digest);
      if (content === undefined) continue;
      const manifest = parseManifest(content.bytes, `${this.name}@${entry.digest}`);
      if (manifest.subject?.digest === subject) found.push(entry);
    }
    return found;
  }

  /** Chooses tag and manifest while nobody else can change the index; for version numbers. */
  async putManifestUnderLock(
    choose: (
      tags: readonly string[],
    ) => Promise<{ readonly tag: string; readonly manifest: ManifestContent }>,
    signal: AbortSignal,
  ): Promise<string> {
    let chosen = '';
    await this.#change(signal, async (index) => {
      const { tag, manifest } = await choose(tagsOf(index));
      await this.#writeManifestBlob(manifest, signal);
      chosen = tag;
      return withTag(index, descriptorOf(manifest), tag);
    });
    return chosen;
  }

  async removeTag(tag: string, signal: AbortSignal): Promise<void> {
    await this.#change(signal, (index) => withoutTag(index, tag));
  }

  async listTags(): Promise<string[]> {
    return tagsOf(await readIndex(this.folder));
  }

  async #writeManifestBlob(manifest: ManifestContent, signal: AbortSignal): Promise<void> {
    await this.putBlob(bytesSource('manifest', manifest.bytes), signal);
  }

  async #change(
    signal: AbortSignal,
    change: (index: Index) => Index | Promise<Index>,
  ): Promise<void> {
    await ensureLayout(this.folder);
    const deps = { clock: this.#clock, signal };
    const attempt = (): Promise<boolean> =>
      withLock(join(this.folder, '.lock'), deps, async (held) => {
        const changed = await change(await readIndex(this.folder));
        if (!(await held())) return false;
        await writeIndex(this.folder, changed);
        return true;
      });
    try {
      while (!(await attempt()));
    } catch (error) {
      throw layoutFault(this.folder, error);
    }
  }
}

function descriptorOf(manifest: ManifestContent) {
  const { mediaType, digest, bytes } = manifest;
  return { mediaType, digest, size: bytes.length };
}
