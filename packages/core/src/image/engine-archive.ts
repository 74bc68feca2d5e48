import { canonicalJson } from '../canonical-json.ts';
import type { Json } from '../canonical-json.ts';
import { fullName } from '../oci/full-name.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { parseManifest } from '../oci/descriptor.ts';
import { hexOf } from '../oci/digest.ts';
import { REF_NAME } from '../oci/layout/layout-index.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { ManifestContent, Repository } from '../oci/repository.ts';
import { paddingBytes, TAR_END_BYTES, tarHeader } from './tar.ts';

export type ArchiveRequest = {
  /** Where its blobs are. */
  readonly repository: Pick<Repository, 'name' | 'readBlob'>;
  readonly manifest: ManifestContent;
  /** `NAME:TAG` under which the engine has the image afterwards. */
  readonly name: string;
  /** So many of the lowest layers are left out: the engine has them (classic store only). */
  readonly leaveOutLayers: number;
};

/** What of an image goes into an archive, for messages and space checks. */
export type ArchiveFacts = { readonly layers: readonly Descriptor[]; readonly sizeBytes: number };

/** The layers that the archive will carry. */
export function archiveFacts(request: ArchiveRequest): ArchiveFacts {
  const { layers } = parseManifest(request.manifest.bytes, request.repository.name);
  const carried = layers.slice(request.leaveOutLayers);
  return { layers: carried, sizeBytes: carried.reduce((total, layer) => total + layer.size, 0) };
}

/**
 * An image as a tar stream that every engine loads: a docker archive and an OCI layout in one
 * (classic stores read the first, containerd's the second). Bytes come straight from the repository.
 */
export async function* engineArchive(
  request: ArchiveRequest,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { repository, manifest, name } = request;
  const { config, layers } = parseManifest(manifest.bytes, repository.name);
  const pathOf = (blob: Descriptor): string => `blobs/sha256/${hexOf(blob.digest)}`;
  const listing: Json = [{ Config: pathOf(config), RepoTags: [name], Layers: layers.map(pathOf) }];
  yield* member('manifest.json', canonicalJson(listing));
  if (request.leaveOutLayers === 0) yield* layoutMembers(request);
  const carried = new Map(
    [config, ...archiveFacts(request).layers].map((blob) => [blob.digest, blob]),
  );
  for (const blob of carried.values()) {
    yield header(pathOf(blob), blob.size);
    yield* repository.readBlob(blob.digest, signal);
    yield new Uint8Array(paddingBytes(blob.size));
  }
  yield new Uint8Array(TAR_END_BYTES);
}

function* layoutMembers(request: ArchiveRequest): Generator<Uint8Array> {
  const { manifest, name } = request;
  const entry: Json = {
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.bytes.length,
    annotations: {
      [REF_NAME]: name.slice(name.lastIndexOf(':') + 1),
      // Containerd's store takes the name as it stands and looks for the full one later.
      'io.containerd.image.name': fullName(name),
    },
  };
  const index: Json = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [entry] };
  yield* member('oci-layout', '{"imageLayoutVersion":"1.0.0"}');
  yield* member('index.json', canonicalJson(index));
  yield* member(`blobs/sha256/${hexOf(manifest.digest)}`, manifest.bytes);
}

function* member(path: string, content: string | Uint8Array): Generator<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  yield header(path, bytes.length);
  yield bytes;
  yield new Uint8Array(paddingBytes(bytes.length));
}

function header(path: string, sizeBytes: number): Uint8Array {
  return tarHeader({ kind: 'file', path, mode: 0o644, sizeBytes });
}
