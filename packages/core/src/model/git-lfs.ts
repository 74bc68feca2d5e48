import { open } from 'node:fs/promises';
import { mapLimit } from '../map-limit.ts';
import type { Fault } from '../errors.ts';

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: a pointer has less than 1024 bytes. */
const LONGEST_POINTER = 1024;
const START = 'version https://git-lfs.github.com/spec/v1\noid ';
const READERS = 4;

/**
 * A fault for each file that is a pointer of Git LFS: what a checkout without large files leaves in
 * the place of a model would be registered as one.
 */
export async function pointerFaults(
  files: readonly { readonly path: string; readonly sizeBytes: number }[],
): Promise<readonly Fault[]> {
  const short = files.filter(({ sizeBytes }) => sizeBytes < LONGEST_POINTER);
  const pointers = await mapLimit(short, READERS, async ({ path }) =>
    (await startOf(path)) === START ? [path] : [],
  );
  return pointers.flat().map((path) => ({
    message: `${path} is a pointer of Git LFS, not the file: check out with lfs: true, or run git lfs pull`,
  }));
}

/** '' for a file that cannot be read: whoever needs its bytes says why. */
async function startOf(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START.length), 0, START.length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
