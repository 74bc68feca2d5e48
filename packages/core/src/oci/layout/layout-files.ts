import { access, mkdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf } from '../../errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { parseIndex } from '../descriptor.ts';
import type { Index } from '../descriptor.ts';
import { hexOf } from '../digest.ts';
import type { Digest } from '../digest.ts';
import { OciError } from '../errors.ts';
import { emptyIndex } from './layout-index.ts';

const LAYOUT_VERSION = '1.0.0';
const SPARE_BYTES = 16 * 1024 * 1024;

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
    await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
    await mkdir(unfinishedFolder(folder), { recursive: true });
    const marker = join(folder, 'oci-layout');
    if (await exists(marker)) return;
    await writeFileAtomically(marker, `{"imageLayoutVersion":"${LAYOUT_VERSION}"}\n`);
  } catch (cause) {
    throw new OciError('INVALID_LAYOUT', `cannot make a layout at ${folder}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** The layout's index; empty when the folder does not exist yet. INVALID_LAYOUT when it is broken. */
export async function readIndex(folder: string): Promise<Index> {
  const path = join(folder, 'index.json');
  const bytes = await readFile(path).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new OciError('INVALID_LAYOUT', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  });
  return bytes === undefined ? emptyIndex : parseIndex(bytes, path);
}

/** Replaces the layout's index by renaming. */
export async function writeIndex(folder: string, index: Index): Promise<void> {
  await writeFileAtomically(join(folder, 'index.json'), `${JSON.stringify(index)}\n`);
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

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
