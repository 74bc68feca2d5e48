import type { ImageConfig } from '../image/image-config.ts';
import { parseImageConfig } from '../image/image-config.ts';
import { ImageError } from '../image/errors.ts';
import { parseManifest } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { readSmallBlob } from '../oci/read-small-blob.ts';
import type { Repository } from '../oci/repository.ts';
import { chooseManifest } from './choose-manifest.ts';
import type { Platform } from './choose-manifest.ts';
import { ImageTree } from './image-tree.ts';
import { openLayer } from './open-layer.ts';
import { LayerScanner, scanLimits } from './scan-layer.ts';
import type { ScanLimits } from './scan-layer.ts';

/** An image as its layers have it: no container was started for this. */
export type ReadImage = {
  /** What the reference stands for; absent for an image that is in no repository yet. */
  readonly digest?: Digest;
  readonly config: ImageConfig;
  readonly tree: ImageTree;
  readonly layers: number;
  /** Of the layers as they are stored. */
  readonly sizeBytes: number;
};

export type ReadImageOptions = {
  readonly platform: Platform;
  readonly signal: AbortSignal;
  readonly limits?: ScanLimits;
  /** Called as bytes arrive. */
  readonly onBytes?: (doneBytes: number, totalBytes: number) => void;
};

/**
 * Reads an image's config and layers, lowest first, by streaming: digests and diff ids are checked,
 * only the paths in question are kept. OciError, ImageError.
 */
export async function readImage(
  repository: Repository,
  reference: string,
  options: ReadImageOptions,
): Promise<ReadImage> {
  const { platform, signal } = options;
  const { manifest, digest } = await chooseManifest(repository, reference, platform, signal);
  const where = `${repository.name}@${manifest.digest}`;
  const { config: pointer, layers } = parseManifest(manifest.bytes, where);
  const config = parseImageConfig(await readSmallBlob(repository, pointer.digest, signal), where);
  const { diff_ids: diffIds } = config.rootfs;
  if (layers.length !== diffIds.length) {
    const message = `${where} has ${layers.length} layers, but its config names ${diffIds.length}`;
    throw new ImageError('BAD_ARCHIVE', message);
  }
  const totalBytes = layers.reduce((total, layer) => total + layer.size, 0);
  const scanner = new LayerScanner(options.limits ?? scanLimits);
  const tree = new ImageTree();
  let doneBytes = 0;
  async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      doneBytes += chunk.length;
      options.onBytes?.(doneBytes, totalBytes);
      yield chunk;
    }
  }
  for (const [index, layer] of layers.entries()) {
    const source = counted(repository.readBlob(layer.digest, signal));
    tree.apply(await scanner.scan(openLayer(layer, diffIds[index], source)));
  }
  return { digest, config, tree, layers: layers.length, sizeBytes: totalBytes };
}
