import { open } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import { FileError } from './errors.ts';

const CHUNK_BYTES = 1024 * 1024;
const RING = 4;

/**
 * The bytes of a file in rotating 1 MiB buffers, the next read under way while a chunk is used: a
 * chunk is valid until the next but one is asked for. FileError CHANGED when the file is no longer
 * `sizeBytes` long, UNREADABLE when it cannot be read.
 */
export async function* readChunks(
  path: string,
  sizeBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new FileError('UNREADABLE', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  });
  try {
    const ring = Array.from({ length: RING }, () => new Uint8Array(0));
    let position = 0;
    const next = (turn: number, at: number) => {
      const length = Math.min(CHUNK_BYTES, sizeBytes - at);
      const slot = turn % RING;
      let buffer = ring[slot];
      if (buffer === undefined || buffer.length < length) {
        buffer = Buffer.allocUnsafeSlow(length);
        ring[slot] = buffer;
      }
      const read = handle.read(buffer, 0, length, at);
      read.catch(() => {
        // The await below reports it; without this an early return would leave it unhandled.
      });
      return read;
    };
    let pending = sizeBytes > 0 ? next(0, 0) : undefined;
    for (let turn = 1; pending !== undefined; turn += 1) {
      const { bytesRead, buffer } = await pending;
      signal.throwIfAborted();
      if (bytesRead === 0) throw changed(path);
      position += bytesRead;
      pending = position < sizeBytes ? next(turn, position) : undefined;
      yield buffer.subarray(0, bytesRead);
    }
    if ((await handle.stat()).size !== sizeBytes) throw changed(path);
  } finally {
    await handle.close();
  }
}

function changed(path: string): FileError {
  return new FileError('CHANGED', `${path} changed while it was read; run again when it is still`);
}
