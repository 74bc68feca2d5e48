import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from './repository.ts';

/** A place where a path of a configuration may be, and what is there. */
export type Candidate = {
  /** As the configuration has it, below its root. */
  readonly wanted: string;
  /** As it is called on the disk; undefined when it is not there. */
  readonly actual: string | undefined;
  readonly kind: 'file' | 'folder' | 'outside' | 'link-out' | 'absent';
};

/** What is at a wanted path; nothing outside the given folders is looked at. */
export async function look(wanted: string, within: readonly string[]): Promise<Candidate> {
  if (!within.some((folder) => isInside(folder, wanted))) {
    return { wanted, actual: undefined, kind: 'outside' };
  }
  const actual = await actualPath(wanted, within);
  const found = actual && (await stat(actual).catch(() => undefined));
  if (!actual || !found) return { wanted, actual: undefined, kind: 'absent' };
  const real = await realpath(actual);
  const reals = await Promise.all(within.map((folder) => realpath(folder).catch(() => folder)));
  if (!reals.some((folder) => isInside(folder, real))) return { wanted, actual, kind: 'link-out' };
  return { wanted, actual, kind: found.isDirectory() ? 'folder' : 'file' };
}

/** The path as the disk spells it; capital letters may differ where that leaves one choice. */
async function actualPath(wanted: string, within: readonly string[]): Promise<string | undefined> {
  const root = within.find((folder) => isInside(folder, wanted)) ?? wanted;
  let at = root;
  for (const part of path.relative(root, wanted).split(path.sep)) {
    if (part === '') continue;
    const names = await readdir(at).catch(() => []);
    const alike = names.filter((name) => name.toLowerCase() === part.toLowerCase());
    const name = alike.includes(part) || alike.length !== 1 ? part : alike[0];
    at = path.join(at, name ?? part);
  }
  return at;
}

/** Without those that are the same file, or files of the same bytes. */
export async function distinct(found: readonly Candidate[]): Promise<Candidate[]> {
  const kept: Candidate[] = [];
  for (const each of found) {
    const same = await Promise.all(kept.map((other) => areSame(each, other)));
    if (!same.includes(true)) kept.push(each);
  }
  return kept;
}

async function areSame(a: Candidate, b: Candidate): Promise<boolean> {
  if (a.actual === undefined || b.actual === undefined) return false;
  if ((await realpath(a.actual)) === (await realpath(b.actual))) return true;
  if (a.kind !== 'file' || b.kind !== 'file') return false;
  if ((await stat(a.actual)).size !== (await stat(b.actual)).size) return false;
  const bytes = [readFile(a.actual), readFile(b.actual)] as const;
  const [one, two] = await Promise.all(bytes).catch(() => []);
  return one !== undefined && two !== undefined && one.equals(two);
}
