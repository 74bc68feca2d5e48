import { chmod, lstat, mkdir, open, symlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { codeOf, InputError, messageOf } from '../errors.ts';
import { whyNotOnWindows } from '../files/windows-name.ts';
import { writeChunks } from '../files/write-chunks.ts';
import { ImageError } from './errors.ts';
import { parentPaths } from './layer.ts';
import type { TarHeader } from './tar-header.ts';
import { readTar } from './tar-read.ts';

/**
 * Unpacks a plain tar layer of ours into a folder, with the layer's modes; gives its paths in the
 * order of the layer. Nothing leaves the folder: BAD_ARCHIVE for paths with `..`, entries below a
 * link, links that leave, kinds that no layer of ours holds and, on Windows, names that mean
 * something else there.
 */
export async function unpackLayer(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  signal: AbortSignal,
  platform: NodeJS.Platform = process.platform,
): Promise<readonly string[]> {
  const paths: string[] = [];
  const links: TarHeader[] = [];
  for await (const { header, bytes } of readTar(source)) {
    signal.throwIfAborted();
    await checkPlace(header.path, folder);
    if (platform === 'win32') checkNames(header);
    if (header.type === 'symlink') links.push(header);
    else await placeEntry({ header, bytes }, join(folder, header.path), signal);
    paths.push(header.path);
  }
  // Last, as Windows makes another kind of link to a folder than to what is not there yet.
  for (const link of links) await placeLink(link, folder);
  return paths;
}

async function placeLink(link: TarHeader, folder: string): Promise<void> {
  await checkPlace(link.path, folder);
  checkTarget(link);
  await symlink(link.linkTarget, join(folder, link.path)).catch((cause: unknown) => {
    if (codeOf(cause) !== 'EPERM') throw cause;
    const message = `the model's link ${link.path} cannot be made (${messageOf(cause)}); on Windows turn on the developer mode, or run as an administrator`;
    throw new InputError('BAD_INPUT', [{ message }], { cause });
  });
}

async function placeEntry(
  { header, bytes }: { readonly header: TarHeader; readonly bytes: AsyncIterable<Uint8Array> },
  place: string,
  signal: AbortSignal,
): Promise<void> {
  const mode = header.mode & 0o777;
  switch (header.type) {
    case 'directory':
      return makeFolder(place, mode);
    case 'file': {
      const handle = await open(place, 'wx', 0o600);
      try {
        await writeChunks(handle, bytes, signal);
        await handle.chmod(mode);
      } finally {
        await handle.close();
      }
      return undefined;
    }
    case 'symlink':
    case 'hardlink':
    case 'other':
      throw refused(header.path, 'is of a kind that no model holds');
    default:
      return header.type satisfies never;
  }
}

/** Makes a folder with this mode; one that is there already, from another layer, gets the mode. */
export async function makeFolder(place: string, mode: number): Promise<void> {
  await mkdir(place, { mode: 0o700 }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  await chmod(place, mode);
}

/** Each parent must be a folder by itself: what is written below a link lands elsewhere. */
async function checkPlace(path: string, folder: string): Promise<void> {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) {
    throw refused(path, 'has no path inside of the layer');
  }
  for (const parent of parentPaths(path)) {
    const found = await lstat(join(folder, parent)).catch(() => undefined);
    if (found?.isDirectory() !== true) throw refused(path, `stands below ${parent}, no folder`);
  }
  const found = await lstat(join(folder, path)).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) throw refused(path, 'is there twice');
}

/** Of the path and of what a link points at: `..\..` leads out of a folder there. */
function checkNames({ path, linkTarget }: TarHeader): void {
  const parts = `${path}/${linkTarget}`.split('/').filter((part) => !/^\.{0,2}$/.test(part));
  const why = parts.map(whyNotOnWindows).find((found) => found !== undefined);
  if (why !== undefined) throw unnamed(path, why);
}

function unnamed(path: string, why: string): ImageError {
  const message = `the entry ${path} of a model layer ${why}, which Windows cannot hold; rename it and register the model anew, or take it to Linux`;
  return new ImageError('BAD_ARCHIVE', message);
}

function checkTarget({ path, linkTarget }: TarHeader): void {
  const target = posix.join(posix.dirname(path), linkTarget);
  const root = path.split('/').slice(0, 2).join('/');
  if (!linkTarget.startsWith('/') && `${target}/`.startsWith(`${root}/`)) return;
  throw refused(path, `is a link that leaves the model (${linkTarget})`);
}

function refused(path: string, why: string): ImageError {
  const message = `the entry ${path} of a model layer ${why}; register the model anew`;
  return new ImageError('BAD_ARCHIVE', message);
}
