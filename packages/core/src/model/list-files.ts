import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { compareCodeUnits } from '../canonical-json.ts';
import { codeOf, messageOf, refuse } from '../errors.ts';
import type { Fault } from '../errors.ts';
import { pointerFaults } from './git-lfs.ts';
import { fixedPart, isPattern, matchesOf } from './match-files.ts';

/** One thing that a model holds. `path` is where it sits below `/models/<name>/`, POSIX. */
export type ModelEntry =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly source: string;
      readonly stat: FileFacts;
    }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/** What tells whether a file is still the one that was hashed. */
export type FileFacts = {
  readonly sizeBytes: number;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  readonly inode: string;
  readonly device: string;
};

/**
 * The entries of a model path, ordered by code unit: a file under its own name, a folder under its
 * own name with all below it, a glob's files below its fixed part. All that cannot go into an image
 * (devices, `.wh.` names, links that leave, names equal but for case), and pointers of Git LFS, are
 * reported together.
 */
export async function listModelFiles(
  modelPath: string,
  workingDirectory: string,
): Promise<readonly ModelEntry[]> {
  const { paths, ...roots } = await findRoots(modelPath, workingDirectory);
  const walk: Walk = { ...roots, entries: [], faults: [], targets: new Map() };
  for (const path of paths) await visit(walk, path);
  refuse('BAD_INPUT', [
    ...walk.faults,
    ...nameFaults(walk.entries),
    ...targetFaults(walk),
    ...(await pointerFaults(filesOf(walk.entries))),
  ]);
  if (!walk.entries.some((entry) => entry.kind === 'file')) {
    refuse('BAD_INPUT', [{ message: `${modelPath} holds no file`, place: { key: 'model-path' } }]);
  }
  return walk.entries.toSorted((a, b) => compareCodeUnits(a.path, b.path));
}

function filesOf(entries: readonly ModelEntry[]) {
  return entries.flatMap((entry) =>
    entry.kind === 'file' ? [{ path: entry.source, sizeBytes: entry.stat.sizeBytes }] : [],
  );
}

/** Entries' paths are relative to `root`; links must stay below `model`. */
type Roots = { readonly root: string; readonly model: string };

type Walk = Roots & {
  readonly entries: ModelEntry[];
  readonly faults: Fault[];
  /** What links point at, by their path; both as entries have them. */
  readonly targets: Map<string, string>;
};

async function findRoots(
  modelPath: string,
  workingDirectory: string,
): Promise<Roots & { readonly paths: readonly string[] }> {
  const absolute = resolve(workingDirectory, modelPath);
  const exists = await lstat(absolute).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return undefined;
    const message = `cannot read ${modelPath}: ${messageOf(cause)}`;
    refuse('BAD_INPUT', [{ message, place: { key: 'model-path' } }]);
    return undefined;
  });
  if (exists !== undefined) {
    // A model path that is itself a link means what it points at, under the link's name.
    return { root: dirname(absolute), model: absolute, paths: [absolute] };
  }
  const pattern = modelPath.split(sep).join('/');
  if (await isPattern(pattern)) {
    const root = resolve(workingDirectory, fixedPart(pattern));
    const paths = await matchesOf(pattern, root, workingDirectory);
    if (paths.length > 0) return { root, model: root, paths };
  }
  const message = `${modelPath} does not exist (looked at ${absolute}); correct the path`;
  refuse('BAD_INPUT', [{ message, place: { key: 'model-path' } }]);
  return { root: workingDirectory, model: workingDirectory, paths: [] };
}

async function visit(walk: Walk, path: string): Promise<void> {
  const place = relative(walk.root, path).split(sep).join('/');
  const look = path === walk.model ? stat : lstat;
  const found = await look(path, { bigint: true }).catch((cause: unknown) => {
    walk.faults.push({ message: `cannot read ${path}: ${messageOf(cause)}` });
    return undefined;
  });
  if (found === undefined) return;
  if (found.isSymbolicLink()) return visitLink(walk, path, place);
  if (found.isDirectory()) return visitFolder(walk, path, place);
  if (!found.isFile()) {
    walk.faults.push({ message: `${path} is neither file nor folder; take it out of the model` });
    return;
  }
  const facts = {
    sizeBytes: Number(found.size),
    mtimeNs: String(found.mtimeNs),
    ctimeNs: String(found.ctimeNs),
    inode: String(found.ino),
    device: String(found.dev),
  };
  walk.entries.push({ kind: 'file', path: place, source: path, stat: facts });
}

async function visitFolder(walk: Walk, path: string, place: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (cause) {
    walk.faults.push({ message: `cannot read the folder ${path}: ${messageOf(cause)}` });
    return;
  }
  walk.entries.push({ kind: 'folder', path: place });
  for (const name of names) await visit(walk, join(path, name));
}

async function visitLink(walk: Walk, path: string, place: string): Promise<void> {
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined) {
    walk.faults.push({ message: `${path} is a link to nothing (${await readlink(path)})` });
    return;
  }
  const inside = relative(await realpath(walk.model), target);
  if (inside.split(sep)[0] === '..' || resolve(inside) === inside) {
    const message = `${path} is a link that leaves the model (${target}); copy the file into it`;
    walk.faults.push({ message });
    return;
  }
  const to = relative(walk.root, join(walk.model, inside)).split(sep).join('/');
  walk.targets.set(place, to);
  const from = place.split('/').slice(0, -1).join('/');
  walk.entries.push({ kind: 'link', path: place, target: posixRelative(from, to) });
}

/** A pattern may take in a link and not what it points at. */
function targetFaults(walk: Walk): Fault[] {
  const known = new Set(['']);
  for (const { path } of walk.entries) {
    path.split('/').forEach((_, index, parts) => known.add(parts.slice(0, index + 1).join('/')));
  }
  return [...walk.targets]
    .filter(([, to]) => !known.has(to))
    .map(([path, to]) => ({
      message: `${path} is a link to ${to}, which model-path does not take in; widen the pattern`,
    }));
}

function posixRelative(fromFolder: string, to: string): string {
  const parts = (path: string): string[] => path.split('/').filter((part) => part !== '');
  const [from, target] = [parts(fromFolder), parts(to)];
  let shared = 0;
  while (shared < from.length && shared < target.length && from[shared] === target[shared]) {
    shared += 1;
  }
  return [...from.slice(shared).map(() => '..'), ...target.slice(shared)].join('/') || '.';
}

function nameFaults(entries: readonly ModelEntry[]): Fault[] {
  const faults: Fault[] = [];
  const seen = new Map<string, string>();
  for (const { path } of entries) {
    const name = basename(path);
    if (path.split('/').some((part) => part.startsWith('.wh.'))) {
      faults.push({
        message: `${path}: names that start with ".wh." delete files in images; rename it`,
      });
    }
    if (/[\p{Cc}\uFFFD]/u.test(name)) {
      const shown = JSON.stringify(path);
      faults.push({
        message: `${shown}: control characters and bytes that are not UTF-8 are refused`,
      });
    }
    const folded = path.toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      faults.push({ message: `${other} and ${path} differ only by case; rename one of them` });
    }
    seen.set(folded, path);
  }
  return faults;
}
