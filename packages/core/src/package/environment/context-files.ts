import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { compareCodeUnits } from '../../canonical-json.ts';
import type { Fault } from '../../errors.ts';
import { codeOf } from '../../errors.ts';
import { mapLimit } from '../../map-limit.ts';
import type { CodeSource, CodeSources } from '../code/code.ts';
import { hashFile } from '../code/code.ts';
import type { CodeFile } from '../plan/plan.ts';

/** Files that an environment's build context gets, and where their bytes come from. */
export type ContextFiles = {
  readonly files: readonly CodeFile[];
  readonly sources: CodeSources;
  readonly faults: readonly Fault[];
};

/** Where such files stand in the build context. */
export const contextFilesFolder = 'environment/files';

export const noContextFiles: ContextFiles = { files: [], sources: new Map(), faults: [] };

export type ContextFolder = {
  /** Absolute: a folder, or one file. */
  readonly from: string;
  /** Where it goes below the context's folder. */
  readonly to: string;
  /** Which files are taken, by their path below `from`. */
  readonly takes?: (relative: string) => boolean;
};

const READERS = 4;

/** Lists a folder's files, each with its digest; links and devices are faults. */
export async function listContextFiles(
  { from, to, takes = () => true }: ContextFolder,
  signal: AbortSignal,
): Promise<ContextFiles> {
  const faults: Fault[] = [];
  const found = (await walk(from, faults)).filter(({ relative }) => takes(relative));
  const files = await mapLimit(found, READERS, async (entry): Promise<[CodeFile, CodeSource]> => {
    const source = path.join(from, entry.relative);
    const { digest, sizeBytes } = await hashFile(source, signal);
    const target = entry.relative === '' ? to : `${to}/${entry.relative}`;
    const { executable } = entry;
    return [
      { path: target, sizeBytes, digest, executable },
      { kind: 'file', path: source },
    ];
  });
  return {
    files: files.map(([file]) => file).toSorted((a, b) => compareCodeUnits(a.path, b.path)),
    sources: new Map(files.map(([file, source]) => [file.path, source])),
    faults,
  };
}

/** All of several listings, in order of their paths. */
export function joinContextFiles(parts: readonly ContextFiles[]): ContextFiles {
  const sources = new Map(parts.flatMap((part) => [...part.sources]));
  const files = new Map(parts.flatMap((part) => part.files.map((file) => [file.path, file])));
  return {
    files: [...files.values()].toSorted((a, b) => compareCodeUnits(a.path, b.path)),
    sources,
    faults: parts.flatMap((part) => part.faults),
  };
}

type Found = { readonly relative: string; readonly executable: boolean };

async function walk(root: string, faults: Fault[], below = ''): Promise<Found[]> {
  const file = path.join(root, below);
  const stats = await lstat(file).catch((error: unknown) => {
    const why = codeOf(error) === 'ENOENT' ? 'is not there' : 'cannot be read';
    faults.push({ message: `this path ${why}; correct it`, place: { file } });
  });
  if (stats === undefined) return [];
  if (stats.isFile()) return [{ relative: below, executable: (stats.mode & 0o100) !== 0 }];
  if (!stats.isDirectory()) {
    const message = 'this is neither a file nor a folder (links are not followed); copy it here';
    faults.push({ message, place: { file } });
    return [];
  }
  const names = (await readdir(file)).toSorted(compareCodeUnits);
  const found: Found[] = [];
  for (const name of names) {
    found.push(...(await walk(root, faults, below === '' ? name : `${below}/${name}`)));
  }
  return found;
}
