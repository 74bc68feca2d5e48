import { canonicalJson } from '../canonical-json.ts';
import type { Digest } from '../oci/digest.ts';
import { hexOf, digestOf } from '../oci/digest.ts';
import type { BlobSource } from '../oci/repository.ts';
import type { ImageConfig } from './image-config.ts';
import { paddingBytes, TAR_END_BYTES, tarHeader } from './tar.ts';

export type FeedRequest = {
  /** `NAME:TAG` under which the engine keeps the layers. */
  readonly name: string;
  /** What lies below the model layers; the engine has its layers. */
  readonly below: Pick<ImageConfig, 'architecture' | 'os' | 'variant'> & {
    readonly diffIds: readonly Digest[];
  };
  readonly layers: readonly BlobSource[];
  /** Digests of the layers, once they are known; rejects when there will be none. */
  readonly digests: Promise<readonly Digest[]>;
};

/**
 * Layers as a docker archive whose manifest comes last, so that an engine with a classic store can
 * take the bytes before their digests are known. The engine checks them by the digests.
 */
export async function* feedArchive(
  { name, below, layers, digests }: FeedRequest,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const [index, layer] of layers.entries()) {
    yield tarHeader({ kind: 'file', path: pathOf(index), mode: 0o644, sizeBytes: layer.sizeBytes });
    yield* layer.open(signal);
    yield new Uint8Array(paddingBytes(layer.sizeBytes));
  }
  const { diffIds, ...platform } = below;
  const rootfs = { type: 'layers', diff_ids: [...diffIds, ...(await digests)] };
  const config = canonicalJson({
    architecture: platform.architecture,
    os: platform.os,
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
    config: {},
    rootfs,
  });
  const configPath = `${hexOf(digestOf(config))}.json`;
  const lower = diffIds.map((diffId) => `${hexOf(diffId)}/layer.tar`);
  const paths = [...lower, ...layers.map((_, index) => pathOf(index))];
  yield* member(configPath, config);
  const listing = [{ Config: configPath, RepoTags: [name], Layers: paths }];
  yield* member('manifest.json', canonicalJson(listing));
  yield new Uint8Array(TAR_END_BYTES);
}

function pathOf(index: number): string {
  return `model-${index}/layer.tar`;
}

function* member(path: string, text: string): Generator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  yield tarHeader({ kind: 'file', path, mode: 0o644, sizeBytes: bytes.length });
  yield bytes;
  yield new Uint8Array(paddingBytes(bytes.length));
}
