import { createHash } from 'node:crypto';
import { digestFromHex } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import type { BlobSource } from '@package-model/core/oci/repository';

/** Digest and size of a blob, read to its end. */
export async function hashingOf(
  source: BlobSource,
): Promise<{ readonly digest: Digest; readonly size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of source.open(new AbortController().signal)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { digest: digestFromHex(hash.digest('hex')), size };
}
