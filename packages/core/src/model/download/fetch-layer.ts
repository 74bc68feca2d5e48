import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../files/exists.ts';
import { whenNotHeld } from '../../files/held-open.ts';
import { holdsLayer } from '../../image/layer-folder.ts';
import { unpackLayer } from '../../image/unpack-layer.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { hexOf } from '../../oci/digest.ts';
import type { Digest } from '../../oci/digest.ts';
import { OciError } from '../../oci/errors.ts';
import type { Repository } from '../../oci/repository.ts';

/** Where layers come from and the folder that keeps them, unpacked, until all are there. */
export type LayerStore = { readonly from: Repository; readonly folder: string };

/** Folder of one unpacked layer; it is there as a whole or not at all. */
export function layerFolder({ folder }: LayerStore, digest: Digest): string {
  return join(folder, hexOf(digest));
}

/**
 * Whether an earlier run has left this layer. Its files are hashed again: one that was changed since
 * is taken away.
 */
export async function keepsLayer(
  store: LayerStore,
  { digest }: Descriptor,
  signal: AbortSignal,
): Promise<boolean> {
  const place = layerFolder(store, digest);
  if (!(await exists(place))) return false;
  if (await holdsLayer(place, digest, signal)) return true;
  await rm(place, { recursive: true, force: true });
  return false;
}

/**
 * Fetches a layer and unpacks it while its bytes are hashed; `count` is told of each piece.
 * DIGEST_MISMATCH and BAD_ARCHIVE leave nothing behind.
 */
export async function fetchLayer(
  store: LayerStore,
  layer: Descriptor,
  count: (sizeBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const place = layerFolder(store, layer.digest);
  const fresh = `${place}.${randomBytes(6).toString('hex')}.tmp`;
  await mkdir(fresh);
  try {
    await unpackLayer(bounded(store.from, layer, count, signal), fresh, signal);
    await whenNotHeld(() =>
      rename(fresh, place).catch(async (error: unknown) => {
        // Another run has put it there meanwhile: one is as good as the other.
        if (!(await exists(place))) throw error;
      }),
    );
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** A store that sends more than the manifest says would fill the disk before its digest is known. */
async function* bounded(
  from: Repository,
  { digest, size }: Descriptor,
  count: (sizeBytes: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let seenBytes = 0;
  for await (const chunk of from.readBlob(digest, signal)) {
    seenBytes += chunk.length;
    if (seenBytes > size) {
      const message = `${from.name} sends more than the ${size} bytes of ${digest}`;
      throw new OciError('DIGEST_MISMATCH', message);
    }
    count(chunk.length);
    yield chunk;
  }
}
