import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const COMMIT = /^[0-9a-f]{40,64}$/;

/**
 * The commit that is checked out in a folder, read from git's own files, as nothing there may be run
 * yet; undefined where there is no repository.
 */
export async function checkedOutCommit(folder: string): Promise<string | undefined> {
  const git = join(folder, '.git');
  const head = await read(join(git, 'HEAD'));
  if (COMMIT.test(head)) return head;
  const name = /^ref: (refs\/[^\s]+)$/.exec(head)?.[1];
  if (name === undefined || name.split('/').includes('..')) return undefined;
  const loose = await read(join(git, name));
  if (COMMIT.test(loose)) return loose;
  const packed = await read(join(git, 'packed-refs'));
  return packed
    .split('\n')
    .find((line) => line.endsWith(` ${name}`))
    ?.split(' ')[0];
}

/** '' where there is no such file. */
async function read(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim();
}
