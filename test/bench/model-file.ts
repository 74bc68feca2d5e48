import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 16 * 1024 ** 2;
const STAMP_BYTES = 16;

/** Writes a file of random bytes, as weights look to every compressor. */
export async function writeRandomFile(path: string, sizeBytes: number): Promise<string> {
  const handle = await open(path, 'w');
  try {
    for (let at = 0; at < sizeBytes; at += CHUNK_BYTES) {
      await handle.write(randomBytes(Math.min(CHUNK_BYTES, sizeBytes - at)));
    }
  } finally {
    await handle.close();
  }
  return path;
}

/** Makes another model of it: bytes nobody has seen, the size unchanged. */
export async function renewFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.write(randomBytes(STAMP_BYTES), 0, STAMP_BYTES, 0);
  } finally {
    await handle.close();
  }
}
