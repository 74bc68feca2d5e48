import { canonicalJson, type Json } from '../canonical-json.ts';
import { bytesSource } from './bytes-source.ts';
import type { Annotations, Descriptor, Index } from './descriptor.ts';
import { type Digest, digestOf, hexOf } from './digest.ts';
import { mediaTypes } from './media-types.ts';
import type { ManifestContent, Repository } from './repository.ts';

/** Something that is attached to a manifest: one blob, found again by the type. */
export type Attachment = {
  /** Of the artefact and of its blob. */
  readonly artifactType: string;
  readonly bytes: Uint8Array;
  /** Name of the blob as a file. */
  readonly title: string;
  /** Stand in the manifest, and so in the list of referrers. */
  readonly annotations: Annotations;
};

const EMPTY = new TextEncoder().encode('{}');

/**
 * Attaches content to a manifest that is there, as an artefact manifest with a `subject`, OCI
 * image-spec 1.1 manifest.md. The subject stays as it is; the same content gives the same digest.
 */
export async function attach(
  attachment: Attachment,
  subject: ManifestContent,
  repository: Repository,
  signal: AbortSignal,
): Promise<Digest> {
  const { manifest, entry } = artefact(attachment, subject);
  for (const [label, bytes] of [
    ['empty config', EMPTY],
    [attachment.title, attachment.bytes],
  ] as const) {
    await repository.putBlob(bytesSource(label, bytes, { likelyPresent: true }), signal);
  }
  await repository.putReferrer({ manifest, entry, subject: subject.digest }, signal);
  return manifest.digest;
}

function artefact(
  { artifactType, bytes, title, annotations }: Attachment,
  subject: ManifestContent,
): { readonly manifest: ManifestContent; readonly entry: Descriptor } {
  const about: Json = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType,
    config: { mediaType: mediaTypes.empty, digest: digestOf(EMPTY), size: EMPTY.length },
    layers: [
      {
        mediaType: artifactType,
        digest: digestOf(bytes),
        size: bytes.length,
        annotations: { 'org.opencontainers.image.title': title },
      },
    ],
    subject: {
      mediaType: subject.mediaType,
      digest: subject.digest,
      size: subject.bytes.length,
    },
    annotations,
  };
  const written = new TextEncoder().encode(canonicalJson(about));
  const { manifest: mediaType } = mediaTypes;
  const digest = digestOf(written);
  return {
    manifest: { bytes: written, mediaType, digest },
    entry: { mediaType, digest, size: written.length, artifactType, annotations },
  };
}

/** The tag that lists referrers where a registry has no API for them, distribution-spec 1.1. */
export function referrersTag(subject: Digest): string {
  return `sha256-${hexOf(subject)}`;
}

/** The index with an entry more; the same index when it is in already. */
export function withReferrer(index: Index, entry: Descriptor): Index {
  if (index.manifests.some((other) => other.digest === entry.digest)) return index;
  return { ...index, manifests: [...index.manifests, entry] };
}
