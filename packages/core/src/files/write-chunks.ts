/** What is used of a file handle. */
type OpenFile = {
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
};

/**
 * Writes a stream to a file from its start. The next chunk is asked for while one is written, so
 * reading and hashing overlap with the disk; a chunk is done with before the next but one is asked.
 */
export async function writeChunks(
  handle: OpenFile,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  let position = 0;
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const chunk of chunks) {
      await writing;
      signal.throwIfAborted();
      writing = writeAll(handle, chunk, position);
      writing.catch(() => {
        // Awaited in the next turn; until then nobody else may call it unhandled.
      });
      position += chunk.length;
    }
  } finally {
    // Whoever closes the file next must not do so under a write.
    await writing;
  }
}

async function writeAll(handle: OpenFile, chunk: Uint8Array, position: number): Promise<void> {
  let doneBytes = 0;
  while (doneBytes < chunk.length) {
    const { bytesWritten } = await handle.write(
      chunk,
      doneBytes,
      chunk.length - doneBytes,
      position + doneBytes,
    );
    doneBytes += bytesWritten;
  }
}
