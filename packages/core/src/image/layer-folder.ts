import { lstat, readdir } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../errors.ts';
import { FileError } from '../files/errors.ts';
import { linkTarget, modeOf } from '../files/facts-on-disk.ts';
import { readChunks } from '../files/read-chunks.ts';
import type { Digest } from '../oci/digest.ts';
import { digestOfStream } from '../oci/hash-stream.ts';
import { tarLayer } from './layer.ts';
import type { LayerEntry } from './layer.ts';
import type { TarHeader } from './tar-header.ts';
import { readTar } from './tar-read.ts';

/** A layer whose files lie in a folder of this machine. */
export type LayerInFolder = {
  readonly digest: Digest;
  /** Its entries' paths, below the folder. */
  readonly paths: readonly string[];
  /** The layer's own bytes again, to find out which file differs. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
};

/**
 * Compares a folder with the layers that it is made of: each, written again from the files as they
 * are now, must have its digest, and nothing else may be there. Gives what differs, by the files'
 * names; [] when nothing does.
 */
export async function faultsOfFolder(
  folder: string,
  layers: readonly LayerInFolder[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names = await nameFaults(folder, layers);
  if (names.length > 0) return names;
  const faults: string[] = [];
  for (const layer of layers) {
    const found = await digestNow(folder, layer.paths, signal);
    if (found === layer.digest) continue;
    faults.push((await firstDifference(folder, layer, signal)) ?? `layer ${layer.digest} differs`);
  }
  return faults;
}

/** Whether all that a folder holds, written as a layer again, has this digest. */
export async function holdsLayer(
  folder: string,
  digest: Digest,
  signal: AbortSignal,
): Promise<boolean> {
  return (await digestNow(folder, await pathsBelow(folder), signal)) === digest;
}

/** Undefined when a file went or changed its size while it was read. */
async function digestNow(
  folder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Digest | undefined> {
  try {
    const entries = await Promise.all(paths.map((path) => entryNow(folder, path)));
    const { digest } = await digestOfStream(tarLayer('mounted files', entries).open(signal));
    return digest;
  } catch (error) {
    if (error instanceof FileError || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function entryNow(folder: string, path: string): Promise<LayerEntry> {
  const place = join(folder, path);
  const found = await lstat(place);
  const mode = modeOf(found);
  if (found.isDirectory()) return { kind: 'directory', path, mode };
  if (found.isSymbolicLink()) return { kind: 'link', path, target: await linkTarget(place) };
  const open = (signal: AbortSignal) => readChunks(place, found.size, signal);
  return { kind: 'file', path, mode, sizeBytes: found.size, open };
}

async function nameFaults(folder: string, layers: readonly LayerInFolder[]): Promise<string[]> {
  const wanted = new Set(layers.flatMap((layer) => layer.paths));
  const found = new Set(await pathsBelow(folder));
  const missing = [...wanted].filter((path) => !found.has(path));
  const added = [...found].filter((path) => !wanted.has(path));
  return [
    ...missing.map((path) => `${path} is missing`),
    ...added.map((path) => `${path} is not in the model`),
  ];
}

async function pathsBelow(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const paths: string[] = [];
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    paths.push(path);
    if (entry.isDirectory()) paths.push(...(await pathsBelow(folder, path)));
  }
  return paths;
}

async function firstDifference(
  folder: string,
  layer: LayerInFolder,
  signal: AbortSignal,
): Promise<string | undefined> {
  for await (const { header, bytes } of readTar(layer.open(signal))) {
    const place = join(folder, header.path);
    const found = await lstat(place).catch(() => undefined);
    if (found === undefined) return `${header.path} is missing`;
    const what =
      (await factDifference(place, header, found)) ??
      (header.type === 'file' && !(await holds(place, bytes, signal)) ? 'its bytes' : undefined);
    if (what !== undefined) return `${header.path} differs from the model's layer: ${what}`;
  }
  return undefined;
}

async function factDifference(
  place: string,
  header: TarHeader,
  found: Stats,
): Promise<string | undefined> {
  const isSameKind =
    header.type === 'directory'
      ? found.isDirectory()
      : header.type === 'symlink'
        ? found.isSymbolicLink()
        : found.isFile();
  if (!isSameKind) return 'its kind';
  if (header.type === 'symlink') {
    return (await linkTarget(place)) === header.linkTarget ? undefined : 'its target';
  }
  const mode = modeOf(found);
  if (mode !== header.mode) return `its mode is ${octal(mode)}, not ${octal(header.mode)}`;
  return header.type === 'file' && found.size !== header.sizeBytes ? 'its size' : undefined;
}

async function holds(
  place: string,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<boolean> {
  const wanted = await digestOfStream(bytes);
  const found = await digestOfStream(readChunks(place, wanted.sizeBytes, signal));
  return found.digest === wanted.digest;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
