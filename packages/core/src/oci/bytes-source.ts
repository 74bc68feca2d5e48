import { digestOf } from './digest.ts';
import type { BlobSource } from './repository.ts';

/** A small blob that is in memory anyway. */
export function bytesSource(label: string, bytes: Uint8Array): BlobSource {
  return {
    label,
    sizeBytes: bytes.length,
    digest: digestOf(bytes),
    open: async function* open() {
      yield bytes;
    },
  };
}
