import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { readChunks } from '../../files/read-chunks.ts';
import { type Digest, digestFromHex } from '../../oci/digest.ts';

/** A body that is read from a file each time it is sent, never into memory. */
export type FileBody = {
  readonly sizeBytes: number;
  readonly digest: Digest;
  /** Its first bytes, for the report. */
  readonly head: Uint8Array;
  /** Absolute. */
  readonly path: string;
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
};

const HEAD_BYTES = 2 * 1024;

/** Reads a file through once, for its size and digest. FileError or a system error. */
export async function fileBody(path: string): Promise<FileBody> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is not a plain file');
  const sizeBytes = found.size;
  const hash = createHash('sha256');
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of readChunks(path, sizeBytes, new AbortController().signal)) {
    // Chunks come in buffers that are used again.
    if (head.byteLength === 0) head = chunk.slice(0, HEAD_BYTES);
    hash.update(chunk);
  }
  const digest = digestFromHex(hash.digest('hex'));
  const open = (signal: AbortSignal): AsyncIterable<Uint8Array> =>
    readChunks(path, sizeBytes, signal);
  return { sizeBytes, digest, head, path, open };
}

/** True for a body that `fileBody` made. */
export function isFileBody(body: unknown): body is FileBody {
  return typeof body === 'object' && body !== null && 'path' in body && 'open' in body;
}
