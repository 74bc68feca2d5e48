import { createHash } from 'node:crypto';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything below a folder: mode and times of each entry, and the sha256 of each file. */
export async function fileDigests(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder, { recursive: true });
  const entries = await Promise.all(
    names.toSorted().map(async (name) => [name, await describe(join(folder, name))] as const),
  );
  return Object.fromEntries(entries);
}

async function describe(path: string): Promise<string> {
  const { mode, mtimeMs, size } = await lstat(path);
  const kind = mode & 0o170000;
  if (kind === 0o040000) return `folder ${mode.toString(8)} ${mtimeMs}`;
  if (kind === 0o120000) return `link ${await readlink(path)}`;
  const hash = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return `file ${mode.toString(8)} ${mtimeMs} ${size} ${hash}`;
}
