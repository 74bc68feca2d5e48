import type { Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { compareCodeUnits } from '../../canonical-json.ts';
import type { Fault } from '../../errors.ts';
import { InputError, messageOf } from '../../errors.ts';
import { isInside } from '../inference/repository.ts';
import type { IgnoreRules } from './ignore-rules.ts';

/** Never part of the code: caches, other tools' folders and our own. */
const SKIPPED: ReadonlySet<string> = new Set([
  '.git',
  '__pycache__',
  '.models',
  '.package',
  'node_modules',
]);
const MAX_FILES = 20_000;

/** A file of the code: where it is, where its links end, what it is. */
export type Found = { readonly file: string; readonly real: string; readonly stats: Stats };

/** A walk through a source directory: what it found, what it left out, what is wrong. */
export type Walk = {
  readonly root: string;
  readonly rules: IgnoreRules | undefined;
  readonly found: Map<string, Found>;
  readonly leftOut: { files: number; folders: number };
  readonly faults: Fault[];
};

type Folder = {
  readonly folder: string;
  /** Path of its files in the image, up to their own names. */
  readonly prefix: string;
  /** The same below the source directory, for ignore rules. */
  readonly inner: string;
  /** Real paths of the folders above, against links that go round. */
  readonly above: readonly string[];
};

/** Finds the files of a folder and all below it. */
export async function visitFolder(at: Folder, walk: Walk): Promise<void> {
  const real = await realpath(at.folder);
  if (at.above.includes(real)) {
    const message = 'this link leads back into itself; remove it';
    walk.faults.push({ message, place: { file: at.folder } });
    return;
  }
  const names = await readdir(at.folder).catch((cause: unknown) => {
    const message = `cannot read this folder (${messageOf(cause)}); give the user of this run access`;
    throw new InputError('BAD_INPUT', [{ message, place: { file: at.folder } }], { cause });
  });
  for (const name of names.toSorted(compareCodeUnits)) {
    if (isSkipped(name)) continue;
    const file = path.join(at.folder, name);
    const inner = `${at.inner}${name}`;
    const isFolder = await leadsToFolder(file);
    const rule = walk.rules?.leavesOut(inner, isFolder ? 'folder' : 'file');
    const enters = isFolder && (rule === undefined || walk.rules?.takesBack === true);
    if (rule !== undefined && !enters) walk.leftOut[isFolder ? 'folders' : 'files'] += 1;
    else if (enters && (await kindOf(file, walk)) === 'folder') {
      await walk.rules?.enter(inner);
      const prefix = `${at.prefix}${name}/`;
      await visitFolder(
        { folder: file, prefix, inner: `${inner}/`, above: [...at.above, real] },
        walk,
      );
    } else if (!isFolder) await visitFile(file, at.prefix, walk);
  }
}

/** True for names that never go into an image, wherever they stand. */
export function isSkipped(name: string): boolean {
  return SKIPPED.has(name);
}

async function leadsToFolder(file: string): Promise<boolean> {
  const end = await stat(file).catch(() => undefined);
  return end?.isDirectory() === true;
}

/** Takes one file, unless an image layer cannot hold it. */
export async function visitFile(file: string, prefix: string, walk: Walk): Promise<void> {
  const name = path.basename(file);
  const fault = (message: string) => walk.faults.push({ message, place: { file } });
  const why = whyNotStorable(name);
  if (why !== undefined) fault(why);
  else if ((await kindOf(file, walk)) === 'file') {
    const found = { file, real: await realpath(file), stats: await stat(file) };
    walk.found.set(`${prefix}${name}`, found);
    if (walk.found.size > MAX_FILES) {
      const message = `the source directory has more than ${MAX_FILES} files; name a smaller folder as sourceDirectory`;
      throw new InputError('BAD_INPUT', [{ message, place: { file: walk.root } }]);
    }
  }
}

/** What a path is in the end; links out of the folder, dead links and devices become faults. */
async function kindOf(file: string, walk: Walk): Promise<'file' | 'folder' | undefined> {
  const fault = (message: string): undefined => {
    if (!walk.faults.some((known) => known.place?.file === file)) {
      walk.faults.push({ message, place: { file } });
    }
  };
  const own = await lstat(file).catch(() => undefined);
  if (own === undefined) return fault('this name cannot be read; rename the file in plain UTF-8');
  if (own.isSymbolicLink()) {
    const real = await realpath(file).catch(() => undefined);
    if (real === undefined) return fault('this link leads nowhere; remove it');
    if (!isInside(walk.root, real)) {
      return fault('this link leaves the source directory; copy what it points to inside');
    }
  }
  const end = own.isSymbolicLink() ? await stat(file) : own;
  if (end.isDirectory()) return 'folder';
  if (end.isFile()) return 'file';
  return fault('this is neither a file nor a folder; remove it from the source directory');
}

/** Why an image layer cannot hold a name; undefined when it can. */
export function whyNotStorable(name: string): string | undefined {
  if (name.startsWith('.wh.'))
    return 'names that start with .wh. delete files in images; rename it';
  // oxlint-disable-next-line no-control-regex -- these are the characters to refuse
  if (/[\u0000-\u001F\u007F\\\uFFFD]/.test(name)) {
    return 'this name has a control character, a backslash or bytes that are not UTF-8; rename it';
  }
  return undefined;
}
