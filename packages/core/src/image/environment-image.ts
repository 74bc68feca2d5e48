import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { canonicalJson } from '../canonical-json.ts';
import type { Log } from '../log.ts';
import { bytesSource } from '../oci/bytes-source.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { parseManifest } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import type { Digest } from '../oci/digest.ts';
import { OciError } from '../oci/errors.ts';
import { hashing } from '../oci/hash-stream.ts';
import { mediaTypes } from '../oci/media-types.ts';
import { readSmallBlob } from '../oci/read-small-blob.ts';
import type { ManifestContent, Placed, Repository } from '../oci/repository.ts';
import type { Secret } from '../secret.ts';
import { applyChanges, formatBasePaths, parseBasePaths } from './base-paths.ts';
import type { BasePaths } from './base-paths.ts';
import { ImageError } from './errors.ts';
import { parseImageConfig } from './image-config.ts';
import type { ImageConfig } from './image-config.ts';
import { canariesOf } from './find-canary.ts';
import { readArchive } from './read-archive.ts';
import type { PassingLayer } from './read-archive.ts';

/** An environment image as it stands in a repository; everything is appended to it. */
export type EnvironmentImage = {
  readonly digest: Digest;
  readonly layers: readonly Descriptor[];
  readonly config: ImageConfig;
  /** What it has at the paths that models and code share with it. */
  readonly basePaths: BasePaths;
  readonly sizeBytes: number;
};

const PATHS = 'io.package-model.paths';
const BASE_NAME = 'org.opencontainers.image.base.name';

export type ImportDeps = {
  readonly repository: Repository;
  /** For compressed layers on their way to a registry; one at a time. */
  readonly temporaryDirectory: string;
  readonly log: Pick<Log, 'warn'>;
  readonly signal: AbortSignal;
};

/**
 * Imports an engine's saved image into a repository, layer by layer, as an OCI image under `tag`.
 * Layers are plain in a folder and compressed once for a registry. SECRET_FOUND when one of the
 * secrets that its build was handed stands in it.
 */
export async function importEnvironment(
  archive: AsyncIterable<Uint8Array>,
  image: {
    readonly tag: string;
    readonly baseImage: string;
    readonly forbidden?: readonly Secret[];
  },
  deps: ImportDeps,
): Promise<EnvironmentImage> {
  const canaries = canariesOf(image.forbidden ?? []);
  const read = await readArchive(archive, (layer) => storeLayer(layer, deps), canaries);
  const config = await deps.repository.putBlob(
    bytesSource('environment config', read.configBytes),
    deps.signal,
  );
  const mediaType = deps.repository.kind === 'layout' ? mediaTypes.layer : mediaTypes.layerGzip;
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: config.digest, size: config.sizeBytes },
    layers: read.layers.map(({ stored }) => ({
      mediaType,
      digest: stored.digest,
      size: stored.sizeBytes,
    })),
    annotations: {
      [BASE_NAME]: image.baseImage,
      [PATHS]: formatBasePaths(applyChanges(read.layers.map((layer) => layer.changes))),
    },
  };
  const bytes = new TextEncoder().encode(canonicalJson(manifest));
  const content = { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
  await putUnderTag(content, image.tag, deps);
  return readEnvironment(content, deps.repository, deps.signal);
}

/** Where tags are immutable an environment that is made anew has none: its digest is what counts. */
async function putUnderTag(
  content: ManifestContent,
  tag: string,
  { repository, log, signal }: ImportDeps,
): Promise<void> {
  try {
    await repository.putManifest(content, tag, signal);
  } catch (error) {
    if (!(error instanceof OciError) || error.code !== 'TAG_IMMUTABLE') throw error;
    log.warn(
      `${repository.name} keeps the tag ${tag} for an earlier environment, as its tags are immutable; this one has its digest alone. Commit package-model.lock, so that runs take one environment.`,
    );
    await repository.putManifest(content, undefined, signal);
  }
}

/** The environment image behind a manifest; UNSUPPORTED_BASE when no import of ours made it. */
export async function readEnvironment(
  content: ManifestContent,
  repository: Repository,
  signal: AbortSignal,
): Promise<EnvironmentImage> {
  const where = `${repository.name}@${content.digest}`;
  const manifest = parseManifest(content.bytes, where);
  const basePaths = parseBasePaths(manifest.annotations?.[PATHS] ?? '');
  if (basePaths === undefined) {
    throw new ImageError('UNSUPPORTED_BASE', `${where} is no environment image; build it anew`);
  }
  const config = await readSmallBlob(repository, manifest.config.digest, signal);
  return {
    digest: content.digest,
    layers: manifest.layers,
    config: parseImageConfig(config, where),
    basePaths,
    sizeBytes: manifest.layers.reduce((total, layer) => total + layer.size, 0),
  };
}

async function storeLayer(layer: PassingLayer, deps: ImportDeps): Promise<Placed> {
  if (deps.repository.kind === 'layout') {
    const source = {
      label: 'environment layer',
      sizeBytes: layer.sizeBytes,
      open: () => layer.bytes,
    };
    return deps.repository.putBlob(source, deps.signal);
  }
  const path = join(deps.temporaryDirectory, `layer-${randomBytes(6).toString('hex')}.tar.gz`);
  try {
    const digest = await compress(layer.bytes, path, deps.signal);
    const { size } = await stat(path);
    return await deps.repository.putBlob(
      {
        label: 'environment layer',
        sizeBytes: size,
        digest,
        open: (signal) => createReadStream(path, { signal }),
      },
      deps.signal,
    );
  } finally {
    await rm(path, { force: true });
  }
}

async function compress(
  source: AsyncIterable<Uint8Array>,
  path: string,
  signal: AbortSignal,
): Promise<Digest> {
  const gzip = createGzip({ level: constants.Z_DEFAULT_COMPRESSION, chunkSize: 1024 * 1024 });
  const compressed = hashing(gzip);
  await Promise.all([
    pipeline(source, gzip, { signal }),
    pipeline(compressed.bytes, createWriteStream(path, { mode: 0o600 }), { signal }),
  ]);
  return compressed.finish().digest;
}
