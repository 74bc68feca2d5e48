import { readArchive } from '../image/read-archive.ts';
import type { TreeChange } from './image-tree.ts';
import { ImageTree } from './image-tree.ts';
import type { ReadImage } from './read-image.ts';
import { LayerScanner } from './scan-layer.ts';

/** Reads an image from what `docker save` gives: one pass, only the paths in question are kept. */
export async function readSaved(archive: AsyncIterable<Uint8Array>): Promise<ReadImage> {
  const scanner = new LayerScanner();
  let sizeBytes = 0;
  const read = await readArchive<TreeChange[]>(archive, (layer) => {
    sizeBytes += layer.sizeBytes;
    return scanner.scan(layer.bytes);
  });
  const tree = new ImageTree();
  for (const layer of read.layers) tree.apply(layer.stored);
  return { config: read.config, tree, layers: read.layers.length, sizeBytes };
}
