import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { move } from './held-open.ts';

/**
 * Writes a file under a temporary name and renames it: readers see the old bytes or the new ones,
 * never half of them. `write` fills the open file and its result decides the final path; anything
 * it throws leaves nothing behind.
 */
export async function writeAtomically<T>(
  temporary: string,
  write: (handle: FileHandle) => Promise<T>,
  targetOf: (result: T) => string,
): Promise<T> {
  const handle = await open(temporary, 'wx', 0o644);
  try {
    let result: T;
    try {
      result = await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await move(temporary, targetOf(result));
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A whole small file at once, atomically. */
export async function writeFileAtomically(
  target: string,
  content: string | Uint8Array,
): Promise<void> {
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  await writeAtomically(
    temporary,
    (handle) => handle.writeFile(content),
    () => target,
  );
}
