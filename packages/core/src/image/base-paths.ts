import * as z from 'zod/mini';
import { canonicalJson } from '../canonical-json.ts';
import { imagePaths } from './paths.ts';
import type { TarHeader } from './tar-header.ts';

/** What an image has at a path that ours share. */
export type PathFact =
  | {
      readonly kind: 'directory';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'other' };

/** Facts by path, relative and POSIX; absent means that the image has nothing there. */
export type BasePaths = ReadonlyMap<string, PathFact>;

/** One change that a layer makes to those paths, in the order of the layer. */
export type PathChange =
  | { readonly kind: 'set'; readonly path: string; readonly fact: PathFact }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'clear'; readonly path: string };

const PARENTS = [imagePaths.models, '/var', imagePaths.appRoot, imagePaths.azuremlModels].map(
  (path) => path.slice(1),
);
/** Folders whose direct members are remembered too. */
const LISTED = [imagePaths.models, imagePaths.azuremlModels].map((path) => path.slice(1));

/** The change that a layer's entry makes to paths of ours; undefined for all others. */
export function pathChange(header: TarHeader): PathChange | undefined {
  const slash = header.path.lastIndexOf('/');
  const folder = slash < 0 ? '' : header.path.slice(0, slash);
  const name = header.path.slice(slash + 1);
  if (name === '.wh..wh..opq') {
    return isOurs(folder) ? { kind: 'clear', path: folder } : undefined;
  }
  if (name.startsWith('.wh.')) {
    const path = folder === '' ? name.slice(4) : `${folder}/${name.slice(4)}`;
    return isOurs(path) ? { kind: 'remove', path } : undefined;
  }
  if (!isOurs(header.path)) return undefined;
  return { kind: 'set', path: header.path, fact: factOf(header) };
}

function isOurs(path: string): boolean {
  if (path === '' || PARENTS.includes(path)) return true;
  const slash = path.lastIndexOf('/');
  return slash > 0 && LISTED.includes(path.slice(0, slash));
}

function factOf(header: TarHeader): PathFact {
  switch (header.type) {
    case 'directory':
      return { kind: 'directory', mode: header.mode & 0o7777, uid: header.uid, gid: header.gid };
    case 'symlink':
      return { kind: 'link', target: header.linkTarget };
    case 'file':
    case 'hardlink':
    case 'other':
      return { kind: 'other' };
  }
}

/** What an image has after its layers, given each layer's changes, lowest first. */
export function applyChanges(layers: readonly (readonly PathChange[])[]): BasePaths {
  const facts = new Map<string, PathFact>();
  const removeBelow = (path: string): void => {
    const start = path === '' ? '' : `${path}/`;
    for (const other of facts.keys()) if (other.startsWith(start)) facts.delete(other);
  };
  for (const changes of layers) {
    // A whiteout hides lower layers only, whatever its place in the tar.
    for (const change of changes) {
      if (change.kind === 'set') continue;
      removeBelow(change.path);
      if (change.kind === 'remove') facts.delete(change.path);
    }
    for (const change of changes) {
      if (change.kind !== 'set') continue;
      if (change.fact.kind !== 'directory') removeBelow(change.path);
      facts.set(change.path, change.fact);
    }
  }
  return facts;
}

const fact = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('directory'), mode: z.int(), uid: z.int(), gid: z.int() }),
  z.object({ kind: z.literal('link'), target: z.string() }),
  z.object({ kind: z.literal('other') }),
]);
const facts = z.record(z.string(), fact);

/** Written form, kept as an annotation of the environment image. */
export function formatBasePaths(paths: BasePaths): string {
  return canonicalJson(Object.fromEntries(paths));
}

/** Reads the written form; undefined when it is not one. */
export function parseBasePaths(text: string): BasePaths | undefined {
  try {
    return new Map(Object.entries(facts.parse(JSON.parse(text))));
  } catch {
    return undefined; // The caller says which image lacks it and what to do.
  }
}
