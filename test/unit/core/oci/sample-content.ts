import { digestOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import type { BlobSource, ManifestContent, Repository } from '@package-model/core/oci/repository';

const { signal } = new AbortController();

/** A source of these bytes whose digest is not known, as a file's is not. */
export function unknownSource(bytes: Uint8Array, more: Partial<BlobSource> = {}): BlobSource {
  return {
    label: 'test bytes',
    sizeBytes: bytes.length,
    open: async function* open() {
      yield bytes;
    },
    ...more,
  };
}

/** A manifest over blobs that are stored with it; `text` makes it one of its own. */
export async function putSampleManifest(
  repository: Repository,
  text: string,
  tag?: string,
): Promise<ManifestContent> {
  const manifest = await sampleManifest(repository, text);
  await repository.putManifest(manifest, tag, signal);
  return manifest;
}

/** The same without storing the manifest itself. */
export async function sampleManifest(
  repository: Repository,
  text: string,
): Promise<ManifestContent> {
  const config = await put(repository, '{}');
  const layer = await put(repository, text);
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: { mediaType: mediaTypes.config, digest: config, size: 2 },
      layers: [{ mediaType: mediaTypes.layer, digest: layer, size: Buffer.byteLength(text) }],
    }),
  );
  return { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
}

async function put(repository: Repository, text: string): Promise<Digest> {
  return (await repository.putBlob(unknownSource(Buffer.from(text)), signal)).digest;
}
