import { constants } from 'node:fs';
import { chmod, copyFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPaths } from '../image/layer.ts';
import { storedFolder } from '../image/model-layout.ts';
import { makeFolder } from '../image/unpack-layer.ts';
import type { ModelEntry } from './list-files.ts';

/**
 * Copies entries of a model from where the user has them to where an image has them, below
 * `folder`: by reflink where the disk knows it, with the modes of a model layer. Gives their paths
 * and those of their parents.
 */
export async function copyModelFiles(
  modelName: string,
  entries: readonly ModelEntry[],
  folder: string,
): Promise<readonly string[]> {
  const root = storedFolder({ name: modelName });
  const paths = new Set<string>();
  for (const entry of entries) {
    const path = `${root}/${entry.path}`;
    for (const parent of parentPaths(path)) {
      if (!paths.has(parent)) await makeFolder(join(folder, parent), 0o755);
      paths.add(parent);
    }
    await copyEntry(entry, join(folder, path));
    paths.add(path);
  }
  return [...paths];
}

async function copyEntry(entry: ModelEntry, place: string): Promise<void> {
  switch (entry.kind) {
    case 'folder':
      return makeFolder(place, 0o755);
    case 'link':
      return symlink(entry.target, place);
    case 'file':
      await copyFile(entry.source, place, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      return chmod(place, 0o644);
    default:
      return entry satisfies never;
  }
}
