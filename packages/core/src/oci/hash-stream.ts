import { createHash } from 'node:crypto';
import { digestFromHex } from './digest.ts';
import type { Digest } from './digest.ts';
import { OciError } from './errors.ts';
import type { BlobSource } from './repository.ts';

/** Hashes and counts bytes while they pass. */
export type HashingStream = {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Valid once the bytes have been read to their end. */
  finish(): { readonly digest: Digest; readonly sizeBytes: number };
};

/** Wraps `source`; nothing is copied. */
export function hashing(source: AsyncIterable<Uint8Array>): HashingStream {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  }
  return {
    bytes: pass(),
    finish: () => ({ digest: digestFromHex(hash.digest('hex')), sizeBytes }),
  };
}

/** The digest of a source by reading it once. */
export async function digestOfStream(
  source: AsyncIterable<Uint8Array>,
): Promise<{ readonly digest: Digest; readonly sizeBytes: number }> {
  const stream = hashing(source);
  for await (const _ of stream.bytes);
  return stream.finish();
}

/** Passes bytes on and raises DIGEST_MISMATCH at their end when they are not what was asked for. */
export async function* verified(
  source: AsyncIterable<Uint8Array>,
  digest: Digest,
  where: string,
): AsyncGenerator<Uint8Array> {
  const stream = hashing(source);
  yield* stream.bytes;
  const found = stream.finish();
  if (found.digest !== digest) {
    throw new OciError('DIGEST_MISMATCH', `${where} holds ${found.digest} under ${digest}`);
  }
}

/** The digest of a source where it is known or worth a pass of its own before anything is sent. */
export async function knownDigest(
  source: BlobSource,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  if (source.digest !== undefined || source.likelyPresent !== true) return source.digest;
  return (await digestOfStream(source.open(signal))).digest;
}
