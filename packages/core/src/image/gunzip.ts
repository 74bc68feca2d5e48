import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { codeOf } from '../errors.ts';
import { ImageError } from './errors.ts';

/** Unpacks gzip as it comes; BAD_ARCHIVE, with `what` in the message, when it is none. */
export async function* gunzip(
  source: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  const gunzipped = createGunzip();
  const done = pipeline(source, gunzipped);
  done.catch(() => {
    // The reader of the stream below gets the same error.
  });
  try {
    yield* gunzipped;
    await done;
  } catch (cause) {
    if (codeOf(cause)?.startsWith('Z_') !== true) throw cause;
    throw new ImageError('BAD_ARCHIVE', `${what} is damaged`, { cause });
  }
}
