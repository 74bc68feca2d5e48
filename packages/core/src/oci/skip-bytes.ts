/** The bytes of a source after its first `countBytes`; nothing is copied. */
export async function* skipBytes(
  source: AsyncIterable<Uint8Array>,
  countBytes: number,
): AsyncGenerator<Uint8Array> {
  let skipped = 0;
  for await (const chunk of source) {
    const drop = Math.min(chunk.length, countBytes - skipped);
    skipped += drop;
    if (drop < chunk.length) yield drop === 0 ? chunk : chunk.subarray(drop);
  }
}
