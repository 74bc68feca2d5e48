import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, InputError, messageOf } from '../errors.ts';
import { move, whenNotHeld } from './held-open.ts';

/** What stands at a folder's place; `ours` is one that holds the marker file. */
export type FolderState = 'absent' | 'empty' | 'ours' | 'foreign';

/** Looks at a folder; InputError BAD_INPUT when it cannot be read. */
export async function folderState(folder: string, marker: string): Promise<FolderState> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    if (codeOf(cause) === 'ENOTDIR') return ['a file'];
    const message = `${folder} cannot be read (${messageOf(cause)}); give the user of this run access`;
    throw new InputError('BAD_INPUT', [{ message }], { cause });
  });
  if (names === undefined) return 'absent';
  if (names.length === 0) return 'empty';
  return names.includes(marker) ? 'ours' : 'foreign';
}

/**
 * Writes a folder beside `target` and puts it in its place at the end, so that it is there as a
 * whole or not at all. What stood there before is removed.
 */
export async function replaceFolder(
  target: string,
  state: Exclude<FolderState, 'foreign'>,
  write: (fresh: string) => Promise<void>,
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const fresh = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(fresh);
    await write(fresh);
    await replace(target, fresh, state);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Puts a finished folder in the place of `target`, which it takes away. */
export async function replace(target: string, fresh: string, state: FolderState): Promise<void> {
  const old = `${target}.${randomBytes(6).toString('hex')}.old`;
  if (state !== 'absent') await move(target, old);
  try {
    await move(fresh, target);
  } catch (error) {
    if (state !== 'absent') await move(old, target);
    throw error;
  }
  if (state !== 'absent') await whenNotHeld(() => rm(old, { recursive: true, force: true }));
}
