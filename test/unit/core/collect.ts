/** All bytes of a stream; each chunk is copied, for sources use their buffers again. */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const chunk of source) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces);
}

/** The bytes again, in pieces of these lengths (the last one repeats). */
export async function* inPieces(
  bytes: Uint8Array,
  lengths: readonly number[],
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const length = lengths[Math.min(index, lengths.length - 1)] ?? bytes.length;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
