import type { Digest } from './digest.ts';
import { OciError } from './errors.ts';
import type { Repository } from './repository.ts';

/** Configs are JSON of some kB; a larger one is not what it says. */
const LIMIT_BYTES = 4 * 1024 * 1024;

/** A config blob as a whole; TOO_LARGE past 4 MiB. */
export async function readSmallBlob(
  repository: Pick<Repository, 'name' | 'readBlob'>,
  digest: Digest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of repository.readBlob(digest, signal)) {
    sizeBytes += piece.length;
    if (sizeBytes > LIMIT_BYTES) {
      throw new OciError('TOO_LARGE', `${repository.name}: the config ${digest} is over 4 MiB`);
    }
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}
