import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { compareCodeUnits } from '../../canonical-json.ts';
import type { Fault } from '../../errors.ts';
import { InputError, messageOf, refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { mapLimit } from '../../map-limit.ts';
import type { Digest } from '../../oci/digest.ts';
import { digestFromHex, digestOf } from '../../oci/digest.ts';
import type { Run } from '../../process/run.ts';
import { gitModes } from './git-modes.ts';
import type { FoundFile } from '../inference/inference-paths.ts';
import type { Code, CodeFile } from '../plan/plan.ts';
import { ruleAgainst } from './ignore-rules.ts';
import { textForLinux } from './line-ends.ts';
import { openIgnoreRules } from './open-ignore-rules.ts';
import { isSkipped, visitFile, visitFolder, whyNotStorable } from './walk.ts';
import type { Found, Walk } from './walk.ts';

const READERS = 4;

export type CodeDeps = {
  readonly run: Run;
  readonly log: Pick<Log, 'info'>;
  readonly signal: AbortSignal;
};

/** Where the bytes of a code file come from: an absolute file, or text, maybe made from a file. */
export type CodeSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly text: string; readonly path?: string };

/** Code path (`src/score.py`) → where its bytes come from. */
export type CodeSources = ReadonlyMap<string, CodeSource>;

/** Where the code is: the entry script, alone or in a source directory. */
export type CodePlace = { readonly entryScript: FoundFile; readonly sourceDirectory?: string };

/** The code of an image and where each of its files is on this machine. */
export type CodeListing = { readonly code: Code; readonly sources: CodeSources };

/**
 * Lists the source directory's files under its own base name, or the entry script alone, each with
 * digest and executable bit as git has it; what an ignore file leaves out is not among them.
 * InputError names links that leave the folder, devices, names an image layer cannot hold and the
 * rule that leaves the entry script out.
 */
export async function listCode(
  config: CodePlace & { readonly withheld?: readonly string[] },
  deps: CodeDeps,
): Promise<CodeListing> {
  const { sourceDirectory, entryScript } = config;
  const folder = sourceDirectory ?? path.dirname(entryScript.path);
  const directory = sourceDirectory === undefined ? '' : baseNameOf(sourceDirectory);
  const alone = sourceDirectory === undefined ? path.basename(entryScript.path) : undefined;
  const modes = await gitModes(folder, alone, deps);
  const { walk, script, faults } = await findCode(config, directory);
  refuse('BAD_INPUT', faults);
  tellLeftOut(walk, folder, deps.log);
  await withhold(config.withheld ?? [], walk, deps.log);
  const entries = [...walk.found].toSorted(([a], [b]) => compareCodeUnits(a, b));
  const read = await mapLimit(entries, READERS, async ([codePath, found]): Promise<Read> => {
    const mode = modes.get(path.relative(walk.root, found.real).split(path.sep).join('/'));
    const executable = mode === undefined ? (found.stats.mode & 0o100) !== 0 : mode === '100755';
    const { source, ...facts } = await readSource(found, codePath, deps);
    return [{ path: codePath, ...facts, executable }, source];
  });
  return {
    code: {
      directory,
      entryScript: path.posix.join(directory, script),
      files: read.map(([file]) => file),
    },
    sources: new Map(read.map(([file, source]) => [file.path, source])),
  };
}

type Read = readonly [CodeFile, CodeSource];

/** A file's bytes in the image: its own, but for scripts that Linux could not start. */
async function readSource(
  { file, stats }: Found,
  codePath: string,
  deps: CodeDeps,
): Promise<{ readonly digest: Digest; readonly sizeBytes: number; readonly source: CodeSource }> {
  const facts = await hashFile(file, deps.signal);
  const text = await textForLinux(file, stats.size);
  if (text === undefined) return { ...facts, source: { kind: 'file', path: file } };
  deps.log.info(
    `${codePath} starts with #! and has the line ends of Windows: the image gets it with those of Linux.`,
  );
  const bytes = Buffer.from(text);
  return {
    digest: digestOf(bytes),
    sizeBytes: bytes.length,
    source: { kind: 'text', text, path: file },
  };
}

/** The faults that `listCode` would raise; no file's content is read. InputError likewise. */
export async function checkCode(config: CodePlace): Promise<readonly Fault[]> {
  const { sourceDirectory } = config;
  return (await findCode(config, sourceDirectory === undefined ? '' : baseNameOf(sourceDirectory)))
    .faults;
}

async function findCode(
  config: CodePlace,
  directory: string,
): Promise<{ readonly walk: Walk; readonly script: string; readonly faults: readonly Fault[] }> {
  const { entryScript, sourceDirectory } = config;
  const folder = sourceDirectory ?? path.dirname(entryScript.path);
  const script = path.relative(folder, entryScript.path).split(path.sep).join('/');
  const walk = await find(config, directory);
  const shown = walk.faults.map(({ message, place }) => {
    if (place?.file === undefined) return { message };
    return { message, place: { ...place, file: shownLike(entryScript, place.file) } };
  });
  return { walk, script, faults: [...shown, ...checkScriptFound(script, directory, walk)] };
}

async function find({ sourceDirectory, entryScript }: CodePlace, directory: string): Promise<Walk> {
  const root = await realpath(sourceDirectory ?? path.dirname(entryScript.path));
  const empty = { root, found: new Map(), leftOut: { files: 0, folders: 0 }, faults: [] };
  if (sourceDirectory === undefined) {
    const walk = { ...empty, rules: undefined };
    await visitFile(entryScript.path, '', walk);
    return walk;
  }
  const rules = await openIgnoreRules(sourceDirectory, (file) => shownLike(entryScript, file));
  const walk = { ...empty, rules };
  const start = { folder: sourceDirectory, prefix: `${directory}/`, inner: '', above: [] };
  await visitFolder(start, walk);
  return walk;
}

/** A file as messages name the entry script: from where its shown name starts. */
function shownLike(entryScript: FoundFile, file: string): string {
  const { path: found, shownAs } = entryScript;
  if (shownAs === '' || !found.endsWith(shownAs) || found === shownAs) return file;
  return path.relative(found.slice(0, -shownAs.length), file).split(path.sep).join('/');
}

function checkScriptFound(script: string, directory: string, walk: Walk): Fault[] {
  if (walk.faults.length > 0 || walk.found.has(path.posix.join(directory, script))) return [];
  const skipped = script.split('/').find(isSkipped);
  if (skipped !== undefined) {
    const message = `the entry script ${script} lies in ${skipped}, which never goes into an image; move it`;
    return [{ message }];
  }
  const rule = walk.rules && ruleAgainst(walk.rules, script);
  if (rule === undefined) return [];
  const { pattern, place } = rule;
  const message = `the rule ${JSON.stringify(pattern)} leaves the entry script ${script} out of the image; remove or narrow the rule, or add !${script} after it`;
  return [{ message, place }];
}

function tellLeftOut({ rules, leftOut }: Walk, folder: string, log: Pick<Log, 'info'>): void {
  if (rules === undefined) return;
  const { files, folders } = leftOut;
  log.info(
    `${rules.name} decides what of ${path.basename(folder)} goes into the image: ${count(files, 'file')} and ${count(folders, 'folder')} left out.`,
  );
}

/** Takes files with secrets out of what was found. */
async function withhold(
  files: readonly string[],
  walk: Walk,
  log: Pick<Log, 'info'>,
): Promise<void> {
  const reals = await Promise.all(files.map((file) => realpath(file)));
  for (const [codePath, { real }] of walk.found) {
    if (!reals.includes(real)) continue;
    walk.found.delete(codePath);
    log.info(`${codePath} holds a secret and is left out of the image.`);
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function baseNameOf(folder: string): string {
  const name = path.basename(path.resolve(folder));
  if (name !== '' && name !== 'azureml-models' && whyNotStorable(name) === undefined) return name;
  const message = `the source directory ${folder} has a name that the image cannot use; rename it, or move the code into a folder of its own`;
  throw new InputError('BAD_INPUT', [{ message }]);
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
