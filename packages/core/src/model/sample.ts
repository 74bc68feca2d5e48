import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const PIECE_BYTES = 4096;
const PIECES = 5;

export type SampledFile = {
  readonly path: string;
  readonly source: string;
  readonly sizeBytes: number;
};

/**
 * A few pieces of each file, hashed together (16 hex digits): a different sample means different
 * bytes for certain, so that a retrained file of the same size is read once, while it is sent.
 * Undefined where a file cannot be read; whoever reads all of it says why.
 */
export async function sampleOf(files: readonly SampledFile[]): Promise<string | undefined> {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(PIECE_BYTES);
  for (const { path, source, sizeBytes } of files) {
    hash.update(`${path}\0${sizeBytes}\0`);
    const handle = await open(source, 'r').catch(() => undefined);
    if (handle === undefined) return undefined;
    try {
      for (let index = 0; index < PIECES; index += 1) {
        const at = Math.floor((Math.max(0, sizeBytes - PIECE_BYTES) * index) / (PIECES - 1));
        const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
        hash.update(piece.subarray(0, bytesRead));
      }
    } catch {
      return undefined;
    } finally {
      await handle.close();
    }
  }
  return hash.digest('hex').slice(0, 16);
}
