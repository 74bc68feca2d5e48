import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { compareCodeUnits } from '../../canonical-json.ts';
import type { Fault } from '../../errors.ts';
import { InputError, messageOf, refuse } from '../../errors.ts';
import { mapLimit } from '../../map-limit.ts';
import type { Digest } from '../../oci/digest.ts';
import { digestFromHex } from '../../oci/digest.ts';
import type { Run } from '../../process/run.ts';
import { gitModes } from './git-modes.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import { isInside } from '../inference/inference-paths.ts';
import type { Code, CodeFile } from '../plan/plan.ts';

/** Never part of the code: caches, other tools' folders and our own. */
const SKIPPED: ReadonlySet<string> = new Set([
  '.git',
  '__pycache__',
  '.models',
  '.package',
  'node_modules',
]);
const MAX_FILES = 20_000;
const READERS = 4;

export type CodeDeps = { readonly run: Run; readonly signal: AbortSignal };

/** Where the bytes of a code file come from: an absolute file, or text that was generated. */
export type CodeSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly text: string };

/** Code path (`src/score.py`) → where its bytes come from. */
export type CodeSources = ReadonlyMap<string, CodeSource>;

/** The code of an image and where each of its files is on this machine. */
export type CodeListing = { readonly code: Code; readonly sources: CodeSources };

/**
 * Lists the source directory's files under its own base name, or the entry script alone, each with
 * digest and executable bit as git has it. InputError names links that leave the folder, devices
 * and names an image layer cannot hold.
 */
export async function listCode(
  config: Pick<InferenceConfig, 'entryScript' | 'sourceDirectory'>,
  deps: CodeDeps,
): Promise<CodeListing> {
  const { sourceDirectory, entryScript } = config;
  const folder = sourceDirectory ?? path.dirname(entryScript.path);
  const directory = sourceDirectory === undefined ? '' : baseNameOf(sourceDirectory);
  const alone = sourceDirectory === undefined ? path.basename(entryScript.path) : undefined;
  const modes = await gitModes(folder, alone, deps);
  const walk: Walk = { root: await realpath(folder), found: new Map<string, Found>(), faults: [] };
  if (sourceDirectory === undefined) await visitFile(entryScript.path, '', walk);
  else await visitFolder({ folder, prefix: `${directory}/`, above: [] }, walk);
  refuse('BAD_INPUT', walk.faults);
  const entries = [...walk.found].toSorted(([a], [b]) => compareCodeUnits(a, b));
  const files = await mapLimit(entries, READERS, async ([codePath, found]): Promise<CodeFile> => {
    const mode = modes.get(path.relative(walk.root, found.real).split(path.sep).join('/'));
    const { digest, sizeBytes } = await hashFile(found.file, deps.signal);
    const executable = mode === undefined ? (found.stats.mode & 0o100) !== 0 : mode === '100755';
    return { path: codePath, sizeBytes, digest, executable };
  });
  const script = path.relative(folder, entryScript.path).split(path.sep).join('/');
  return {
    code: { directory, entryScript: path.posix.join(directory, script), files },
    sources: new Map(
      entries.map(([codePath, found]) => [codePath, { kind: 'file', path: found.file }]),
    ),
  };
}

function baseNameOf(folder: string): string {
  const name = path.basename(path.resolve(folder));
  if (name !== '' && name !== 'azureml-models' && whyNotStorable(name) === undefined) return name;
  const message = `the source directory ${folder} has a name that the image cannot use; rename it, or move the code into a folder of its own`;
  throw new InputError('BAD_INPUT', [{ message }]);
}

type Found = { readonly file: string; readonly real: string; readonly stats: Stats };
type Walk = {
  readonly root: string;
  readonly found: Map<string, Found>;
  readonly faults: Fault[];
};
type Folder = {
  readonly folder: string;
  readonly prefix: string;
  /** Real paths of the folders above, against links that go round. */
  readonly above: readonly string[];
};

async function visitFolder(at: Folder, walk: Walk): Promise<void> {
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
    if (SKIPPED.has(name)) continue;
    const file = path.join(at.folder, name);
    if ((await kindOf(file, walk)) === 'folder') {
      const below = { folder: file, prefix: `${at.prefix}${name}/`, above: [...at.above, real] };
      await visitFolder(below, walk);
    } else await visitFile(file, at.prefix, walk);
  }
}

async function visitFile(file: string, prefix: string, walk: Walk): Promise<void> {
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

function whyNotStorable(name: string): string | undefined {
  if (name.startsWith('.wh.'))
    return 'names that start with .wh. delete files in images; rename it';
  // oxlint-disable-next-line no-control-regex -- these are the characters to refuse
  if (/[\u0000-\u001F\u007F\\\uFFFD]/.test(name)) {
    return 'this name has a control character, a backslash or bytes that are not UTF-8; rename it';
  }
  return undefined;
}

/** Digest and size of a file as it is now; InputError BAD_FILE when it cannot be read. */
export async function hashFile(
  file: string,
  signal: AbortSignal,
): Promise<{ readonly digest: Digest; readonly sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const chunk of createReadStream(file, { signal })) {
      const bytes: Uint8Array = chunk;
      hash.update(bytes);
      sizeBytes += bytes.length;
    }
  } catch (cause) {
    signal.throwIfAborted();
    const message = `this file cannot be read (${messageOf(cause)}); give the user of this run access`;
    throw new InputError('BAD_FILE', [{ message, place: { file } }], { cause });
  }
  return { digest: digestFromHex(hash.digest('hex')), sizeBytes };
}
