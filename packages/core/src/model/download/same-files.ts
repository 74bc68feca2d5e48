import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { linkTarget } from '../../files/facts-on-disk.ts';
import { digestOfStream } from '../../oci/hash-stream.ts';
import { modelLayers } from '../layers.ts';
import type { ModelEntry } from '../list-files.ts';
import type { ModelVersion } from '../types.ts';

/** Whether a folder's files are a version's: registered now, they would give the same layers. */
export async function holdsVersion(
  folder: string,
  model: ModelVersion,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(await lstat(folder)).isDirectory()) return false;
  const entries = await entriesBelow(folder);
  // A pattern takes in files and no folders, a path takes in both.
  const filesOnly = entries.filter((entry) => entry.kind !== 'folder');
  return (
    (await givesLayers(entries, model, signal)) || (await givesLayers(filesOnly, model, signal))
  );
}

async function givesLayers(
  entries: readonly ModelEntry[],
  { name, layers }: ModelVersion,
  signal: AbortSignal,
): Promise<boolean> {
  const found = modelLayers(name, entries);
  const wanted = new Map(layers.map(({ digest, size }) => [digest, size]));
  const sizes = [...wanted.values()].toSorted((a, b) => a - b).join();
  if (
    found
      .map(({ source }) => source.sizeBytes)
      .toSorted((a, b) => a - b)
      .join() !== sizes
  ) {
    return false;
  }
  for (const { source } of found) {
    if (!wanted.has((await digestOfStream(source.open(signal))).digest)) return false;
  }
  return true;
}

async function entriesBelow(folder: string, below = ''): Promise<ModelEntry[]> {
  const entries: ModelEntry[] = [];
  for (const name of (await readdir(join(folder, below))).toSorted()) {
    const path = below === '' ? name : `${below}/${name}`;
    const source = join(folder, path);
    const found = await lstat(source);
    if (found.isDirectory()) {
      entries.push({ kind: 'folder', path }, ...(await entriesBelow(folder, path)));
    } else if (found.isSymbolicLink()) {
      entries.push({ kind: 'link', path, target: await linkTarget(source) });
    } else {
      const stat = { ...unknownFacts, sizeBytes: found.size };
      entries.push({ kind: 'file', path, source, stat });
    }
  }
  return entries;
}

/** Nothing is remembered of these files. */
const unknownFacts = { mtimeNs: '', ctimeNs: '', inode: '', device: '' };
