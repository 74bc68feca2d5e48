import path from 'node:path';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';
import { findPath } from './find-path.ts';
import type { Want } from './find-path.ts';
import type { InferenceKeys } from './inference-keys.ts';
import type { Reading } from './reading.ts';
import { shownPath } from './reading.ts';
import { isInside, repositoryOf } from './repository.ts';

/** A file that is there: where, and how messages name it. */
export type FoundFile = { readonly path: string; readonly shownAs: string };

/** Where the code is, and from where the other paths of the configuration go. */
export type LocatedCode = {
  /** There unless a fault says why not. */
  readonly entryScript?: FoundFile;
  readonly sourceDirectory?: string;
  readonly reading: Reading;
};

/**
 * Finds source directory and entry script. The source directory is looked for in the working
 * directory, the entry script in the source directory or else the working directory; where that
 * finds nothing, in the configuration's own folder.
 */
export async function locateCode(
  keys: InferenceKeys,
  started: Omit<Reading, 'roots' | 'within'>,
): Promise<LocatedCode> {
  const { workingDirectory } = started;
  const own = path.dirname(path.resolve(started.file));
  const repository = await repositoryOf(workingDirectory);
  const within = isInside(repository, own) ? [repository] : [repository, own];
  const reading = { ...started, within, roots: [workingDirectory, own] };
  const { entryScript, sourceDirectory } = keys;
  if (sourceDirectory === undefined) {
    const found = await locate({ kind: 'file', value: entryScript, key: ['entryScript'] }, reading);
    return { reading, ...(found === undefined ? {} : { entryScript: found }) };
  }
  const folder = await locate(
    {
      kind: 'folder',
      value: sourceDirectory,
      key: ['sourceDirectory'],
      prefer: {
        test: async (candidate) => holds(candidate, entryScript),
        otherwise: 'does not hold the entry script',
      },
    },
    reading,
  );
  if (folder === undefined) return { reading };
  const inside = { ...reading, roots: [folder.path, own] };
  const entry = await locateEntry(entryScript, folder.path, inside);
  return {
    reading: inside,
    sourceDirectory: folder.path,
    ...(entry === undefined ? {} : { entryScript: entry }),
  };
}

async function holds(folder: string, entryScript: string | undefined): Promise<boolean> {
  if (entryScript === undefined) return false;
  const quiet = { info() {}, warn() {} };
  const found = await findPath(
    {
      kind: 'file',
      value: entryScript,
      name: 'entryScript',
      place: {},
      roots: [folder],
      within: [folder],
      whenSeveral: 'takeFirst',
    },
    quiet,
  );
  return found.kind === 'file';
}

async function locateEntry(
  value: string | undefined,
  folder: string,
  reading: Reading,
): Promise<FoundFile | undefined> {
  const roots = [...reading.roots, reading.workingDirectory];
  const search = { kind: 'file', value, key: ['entryScript'], whenSeveral: 'takeFirst' } as const;
  const before = reading.faults.length;
  const found = await locate(search, { ...reading, roots, within: [folder] });
  if (found !== undefined || reading.faults.length === before) return found;
  // Not in the source directory: if it is elsewhere in the repository, that is the better answer.
  const quiet = { ...reading, roots: roots.slice(1), faults: [], log: { info() {}, warn() {} } };
  const elsewhere = await locate(search, quiet);
  if (elsewhere !== undefined) {
    const message = `entryScript: ${value ?? ''} is at ${elsewhere.path}, but not in the source directory ${folder}; move it there, or name another sourceDirectory`;
    reading.faults.splice(before, 1, { message, place: reading.source.placeOf(['entryScript']) });
  }
  return undefined;
}

export type PathSearch = {
  readonly kind: 'file' | 'folder';
  readonly value: string | undefined;
  readonly key: KeyPath;
  readonly place?: Want['place'];
  readonly whenSeveral?: Want['whenSeveral'];
  readonly prefer?: NonNullable<Want['prefer']>;
};

/** Finds one path of the configuration; undefined when it names none or a fault says why not. */
export async function locate(search: PathSearch, reading: Reading): Promise<FoundFile | undefined> {
  const { kind, value, key, prefer } = search;
  if (value === undefined) return undefined;
  const place = search.place ?? reading.source.placeOf(key);
  const found = await findPath(
    {
      kind,
      value,
      name: formatKeyPath(key),
      place,
      roots: reading.roots,
      within: reading.within,
      whenSeveral: search.whenSeveral ?? 'refuse',
      ...(prefer === undefined ? {} : { prefer }),
    },
    reading.log,
  );
  if (found.kind === 'fault') {
    // It may well be in the source directory that is meant: only that fault helps.
    if (found.isAbsent === true && hasFault(reading, 'sourceDirectory')) return undefined;
    reading.faults.push({ message: found.message, place });
    return undefined;
  }
  return { path: found.path, shownAs: shownPath(found.path, reading) };
}

function hasFault({ faults }: Pick<Reading, 'faults'>, key: string): boolean {
  return faults.some(({ place }) => place?.key === key);
}
