import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Fault } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ConfigFile } from '../config/config-value.ts';
import { readConfigFile } from '../config/config-file.ts';
import type { InferenceKeys } from './inference-keys.ts';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';
import { nearest } from '../config/nearest.ts';

/** A file that is there: where, and how messages name it. */
export type FoundFile = { readonly path: string; readonly shownAs: string };

export type LocateOptions = {
  /** The configuration file on this machine. */
  readonly path: string;
  readonly source: ConfigFile;
  readonly workingDirectory: string;
  readonly log: Pick<Log, 'info'>;
};

export type Located = {
  readonly faults: readonly Fault[];
  /** There unless a fault says why not. */
  readonly entryScript?: FoundFile;
  readonly sourceDirectory?: string;
  readonly conda?: ConfigFile;
};

/**
 * Finds what an inference configuration names: against the source directory when there is one, else
 * the working directory; where that finds nothing, in the configuration's own folder.
 */
export async function locateFiles(keys: InferenceKeys, options: LocateOptions): Promise<Located> {
  const { workingDirectory } = options;
  const faults: Fault[] = [];
  const look = async (want: Omit<Want, 'roots'>, first: string) => {
    const roots = [first, path.dirname(path.resolve(options.path))];
    const found = await find({ ...want, roots }, options);
    if (found.kind === 'fault') faults.push(found.fault);
    return found.kind === 'found' ? found.path : undefined;
  };
  let sourceDirectory: string | undefined;
  if (keys.sourceDirectory !== undefined) {
    const want = { kind: 'folder', value: keys.sourceDirectory, key: ['sourceDirectory'] } as const;
    sourceDirectory = await look(want, workingDirectory);
    if (sourceDirectory === undefined) return { faults };
  }
  const first = sourceDirectory ?? workingDirectory;
  const entry = await look({ kind: 'file', value: keys.entryScript, key: ['entryScript'] }, first);
  if (entry !== undefined && sourceDirectory !== undefined && !isInside(sourceDirectory, entry)) {
    const message = `${keys.entryScript} was found at ${entry}, but it must be in the source directory ${sourceDirectory}; move it there`;
    faults.push({ message, place: options.source.placeOf(['entryScript']) });
  }
  const file = condaFileOf(keys);
  const condaPath = file && (await look({ kind: 'file', value: file.value, key: file.key }, first));
  const conda =
    condaPath && file && (await readConfigFile(condaPath, shownPath(condaPath, options)));
  return {
    faults,
    ...(entry === undefined
      ? {}
      : { entryScript: { path: entry, shownAs: shownPath(entry, options) } }),
    ...(sourceDirectory === undefined ? {} : { sourceDirectory }),
    ...(conda ? { conda } : {}),
  };
}

/** A file as messages name it: from where the configuration's own name starts. */
function shownPath(found: string, options: LocateOptions): string {
  const { file } = options.source;
  const own = path.resolve(options.path);
  const root = own.endsWith(file) ? own.slice(0, -file.length) : options.workingDirectory;
  if (root === '') return found;
  return path.relative(root, found).split(path.sep).join('/');
}

function condaFileOf(keys: InferenceKeys): { value: string; key: KeyPath } | undefined {
  const python = keys.environment?.python;
  if (keys.environment === undefined) {
    return keys.condaFile === undefined ? undefined : { value: keys.condaFile, key: ['condaFile'] };
  }
  if (python?.userManagedDependencies === true || python?.condaDependencies !== undefined) {
    return undefined;
  }
  const value = python?.condaDependenciesFile;
  const key = ['environment', 'python', 'condaDependenciesFile'];
  return value === undefined ? undefined : { value, key };
}

type Want = {
  readonly kind: 'file' | 'folder';
  /** As the configuration has it. */
  readonly value: string;
  readonly key: KeyPath;
  /** Where to look, in order. */
  readonly roots: readonly string[];
};

type Search =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

async function find(want: Want, options: LocateOptions): Promise<Search> {
  const place = options.source.placeOf(want.key);
  const name = formatKeyPath(want.key);
  const value = want.value.replaceAll('\\', '/');
  const refused = (message: string): Search => ({ kind: 'fault', fault: { message, place } });
  if (path.posix.isAbsolute(value) || path.win32.isAbsolute(want.value)) {
    return refused(`${name} is an absolute path (${want.value}); write it relative to its folder`);
  }
  if (path.posix.normalize(value).split('/')[0] === '..') {
    return refused(`${name} leaves its folder (${want.value}); move the ${want.kind} inside`);
  }
  const candidates = [...new Set(want.roots.map((root) => path.resolve(root, value)))];
  for (const [index, candidate] of candidates.entries()) {
    const kind = await kindOf(candidate);
    if (kind === want.kind) {
      const root = want.roots[index] ?? '';
      if (!isInside(await realpath(root), await realpath(candidate))) {
        return refused(`${name} (${want.value}) is a link that leaves ${root}; copy it inside`);
      }
      if (index > 0) {
        options.log.info(`${name}: took ${candidate}, as there is no ${candidates[0] ?? ''}.`);
      }
      return { kind: 'found', path: candidate };
    }
    if (kind !== undefined)
      return refused(`${name}: ${candidate} is a ${kind}, not a ${want.kind}`);
  }
  const near = await nearMiss(candidates);
  const hint = near === undefined ? 'create it, or correct the path' : `did you mean ${near}?`;
  return refused(`${name}: no ${want.kind} at ${candidates.join(' nor at ')}; ${hint}`);
}

async function kindOf(candidate: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(candidate).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}

async function nearMiss(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    const names = await readdir(path.dirname(candidate)).catch(() => []);
    const near = nearest(path.basename(candidate), names);
    if (near !== undefined) return path.join(path.dirname(candidate), near);
  }
  return undefined;
}

/** True when `inner` is `folder` itself or below it; both absolute. */
export function isInside(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
