import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, codeOf, messageOf } from '../../errors.ts';
import { writeAtomically, writeFileAtomically } from '../../files/atomic-write.ts';
import { whenNotHeld } from '../../files/held-open.ts';
import { parseIndex } from '../descriptor.ts';
import type { Index } from '../descriptor.ts';
import { hexOf } from '../digest.ts';
import type { Digest } from '../digest.ts';
import { OciError } from '../errors.ts';
import { emptyIndex } from './layout-index.ts';
import { exists } from '../../files/exists.ts';

const LAYOUT_VERSION = '1.0.0';
const SPARE_BYTES = 16 * 1024 * 1024;
const ABANDONED_MS = 60 * 60_000;

/** `blobs/sha256/<hex>` below a layout's folder. */
export function blobPath(folder: string, digest: Digest): string {
  return join(folder, 'blobs', 'sha256', hexOf(digest));
}

/** A folder of the layout for what is not finished yet; readers of layouts pass over it. */
export function unfinishedFolder(folder: string): string {
  return join(folder, '.unfinished');
}

/** Makes the folders and the marker of a layout where they are missing. */
export async function ensureLayout(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await makeFolder(join(folder, 'blobs'));
    await makeFolder(join(folder, 'blobs', 'sha256'));
    await makeFolder(unfinishedFolder(folder));
    const marker = join(folder, 'oci-layout');
    if (await exists(marker)) return;
    await writeFileAtomically(marker, `{"imageLayoutVersion":"${LAYOUT_VERSION}"}\n`);
  } catch (cause) {
    throw layoutFault(folder, cause);
  }
}

/** Not recursive: Node then says ENOENT for a disk that is read-only. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

/** What the disk said, as an error that names the layout; ours and others pass as they are. */
export function layoutFault(folder: string, cause: unknown): unknown {
  const code = codeOf(cause) ?? '';
  if (cause instanceof CodedError && code !== 'BUSY') return cause;
  if (code === 'BUSY') return new OciError('LAYOUT_BUSY', messageOf(cause), { cause });
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const message = `${folder} is full; free some space or choose another folder`;
    return new OciError('DISK_FULL', message, { cause });
  }
  if (!/^E[A-Z0-9]+$/.test(code)) return cause;
  const message = `cannot write the layout at ${folder}: ${messageOf(cause)}`;
  return new OciError('INVALID_LAYOUT', `${message}; check the folder and its rights`, { cause });
}

/** Removes what killed runs have left; a file that somebody still writes is never an hour old. */
export async function removeAbandoned(folder: string, nowMs: number): Promise<void> {
  const unfinished = unfinishedFolder(folder);
  for (const name of await readdir(unfinished)) {
    const path = join(unfinished, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && nowMs - found.mtimeMs > ABANDONED_MS)
      await rm(path, { force: true });
  }
}

/** The layout's index; empty when the folder does not exist yet. INVALID_LAYOUT when it is broken. */
export async function readIndex(folder: string): Promise<Index> {
  const path = join(folder, 'index.json');
  const bytes = await whenNotHeld(() => readFile(path)).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new OciError('INVALID_LAYOUT', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  });
  return bytes === undefined ? emptyIndex : parseIndex(bytes, path);
}

/** Replaces the layout's index by renaming. */
export async function writeIndex(folder: string, index: Index): Promise<void> {
  const temporary = join(unfinishedFolder(folder), `${randomBytes(6).toString('hex')}.tmp`);
  await writeAtomically(
    temporary,
    (handle) => handle.writeFile(`${JSON.stringify(index)}\n`),
    () => join(folder, 'index.json'),
  );
}

/** DISK_FULL, naming folder and sizes, when `sizeBytes` more would not fit. */
export async function ensureSpace(folder: string, sizeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= sizeBytes + SPARE_BYTES) return;
  const message = `${folder} has ${inMegabytes(freeBytes)} free and ${inMegabytes(sizeBytes)} are needed`;
  throw new OciError('DISK_FULL', `${message}; free some space or choose another folder`);
}

function inMegabytes(sizeBytes: number): string {
  return `${Math.ceil(sizeBytes / 1e6)} MB`;
}
