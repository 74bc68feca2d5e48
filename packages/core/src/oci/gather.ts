const CHUNK_BYTES = 1024 * 1024;
/** As many as `readChunks` has: whoever reads a file's chunks may read these. */
const RING = 4;

/**
 * Small chunks put together to 1 MiB each, as a socket gives 64 KiB at most and each chunk costs its
 * readers the same. A chunk is valid until the next but one is asked for.
 */
export async function* gather(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ring: Buffer[] = [];
  let turn = 0;
  let filled = 0;
  for await (const chunk of source) {
    let taken = 0;
    while (taken < chunk.length) {
      const buffer = (ring[turn % RING] ??= Buffer.allocUnsafeSlow(CHUNK_BYTES));
      const bytes = Math.min(CHUNK_BYTES - filled, chunk.length - taken);
      buffer.set(chunk.subarray(taken, taken + bytes), filled);
      taken += bytes;
      filled += bytes;
      if (filled < CHUNK_BYTES) continue;
      yield buffer;
      turn += 1;
      filled = 0;
    }
  }
  const last = ring[turn % RING];
  if (filled > 0 && last !== undefined) yield last.subarray(0, filled);
}
