import { digestOf } from './digest.ts';
import type { BlobSource } from './repository.ts';

/** A small blob that is in memory anyway; `expect` is what is known of its presence in the store. */
export function bytesSource(
  label: string,
  bytes: Uint8Array,
  expect: { readonly likelyPresent?: boolean } = {},
): BlobSource {
  return {
    label,
    sizeBytes: bytes.length,
    digest: digestOf(bytes),
    ...expect,
    open: async function* open() {
      yield bytes;
    },
  };
}
