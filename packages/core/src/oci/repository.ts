import type { Descriptor } from './descriptor.ts';
import type { Digest } from './digest.ts';

/**
 * Bytes that can be read from the start as often as needed. A chunk is valid until the next but
 * one is asked for: sources rotate their buffers, so consumers do not keep chunks.
 */
export type BlobSource = {
  /** What it is, for messages and the table of moves: `model/weights.bin`. */
  readonly label: string;
  readonly sizeBytes: number;
  /** Known digest; without it the digest is computed while the bytes pass. */
  readonly digest?: Digest;
  /**
   * True when the store may well have these bytes: then hash first, ask, and only then send. False
   * when it can hardly have them: then a known digest is sent without asking.
   */
  readonly likelyPresent?: boolean;
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
};

/** How a blob came to be in a repository. */
export type Placed = {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly how: 'present' | 'linked' | 'mounted' | 'uploaded' | 'written';
};

/** A manifest as its exact bytes. */
export type ManifestContent = {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly digest: Digest;
};

/** A manifest that has a `subject`, and how a list of referrers shows it. */
export type Referrer = {
  readonly manifest: ManifestContent;
  readonly entry: Descriptor;
  readonly subject: Digest;
};

/** One repository: a layout folder, or a name in a registry. Errors are `OciError`s. */
export interface Repository {
  readonly kind: 'layout' | 'registry';
  /** As users write it: `dir:PATH` or `HOST/NAME`. */
  readonly name: string;
  /** DISK_FULL before anything moves, where the free space is known and too small. */
  ensureSpace(sizeBytes: number): Promise<void>;
  /**
   * The same repository for who is about to write to it: reads ask for that right too. Some registries
   * refuse to tell a mere reader of a repository that does not exist yet.
   */
  forWriting(): Repository;
  /** Size in bytes of a blob that is there; undefined when it is not. */
  blobSize(digest: Digest, signal: AbortSignal): Promise<number | undefined>;
  /** The blob's bytes; DIGEST_MISMATCH at the end when a whole read does not match. */
  readBlob(digest: Digest, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Stores a blob; nothing is visible under its digest before all of it is there. */
  putBlob(source: BlobSource, signal: AbortSignal): Promise<Placed>;
  /**
   * Takes a blob over from another repository without moving bytes (hard link, mount), or says
   * undefined when that does not work between the two.
   */
  adoptBlob(
    blob: { readonly digest: Digest; readonly size: number },
    from: Repository,
    signal: AbortSignal,
  ): Promise<Placed | undefined>;
  /** By tag or digest; undefined when there is none. */
  getManifest(reference: string, signal: AbortSignal): Promise<ManifestContent | undefined>;
  /** Stores a manifest under its digest and, when given, a tag. Its blobs must be there. */
  putManifest(
    manifest: ManifestContent,
    tag: string | undefined,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Stores a manifest with a subject under its digest and lists it among the subject's referrers.
   * Its blobs must be there. One that is there already is no error.
   */
  putReferrer(referrer: Referrer, signal: AbortSignal): Promise<void>;
  /** What refers to a manifest; [] where nothing does. */
  listReferrers(subject: Digest, signal: AbortSignal): Promise<readonly Descriptor[]>;
  /** Takes a tag away; the manifest stays. Does nothing where tags cannot be removed alone. */
  removeTag(tag: string, signal: AbortSignal): Promise<void>;
  /** All tags; [] for a repository that does not exist yet. */
  listTags(signal: AbortSignal): Promise<string[]>;
}
