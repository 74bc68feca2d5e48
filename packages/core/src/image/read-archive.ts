import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { digestFromHex } from '../oci/digest.ts';
import type { Digest } from '../oci/digest.ts';
import { pathChange } from './base-paths.ts';
import type { PathChange } from './base-paths.ts';
import { canaryFinder } from './find-canary.ts';
import { gunzip } from './gunzip.ts';
import { ImageError } from './errors.ts';
import { parseImageConfig } from './image-config.ts';
import type { ImageConfig } from './image-config.ts';
import { BLOCK_BYTES } from './tar-header.ts';
import { readTar } from './tar-read.ts';
import type { TarFile } from './tar-read.ts';
import { TarScanner } from './tar-scan.ts';

/** Largest JSON file of an archive that is kept. */
const JSON_LIMIT_BYTES = 16 * 1024 * 1024;

/** A layer while it passes: its plain tar bytes, to be read to their end exactly once. */
export type PassingLayer = {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
};

/** A layer of an archive after it has passed. */
export type ReadLayer<T> = {
  readonly diffId: Digest;
  readonly changes: readonly PathChange[];
  readonly stored: T;
};

export type ReadArchive<T> = {
  readonly configBytes: Uint8Array;
  readonly config: ImageConfig;
  /** Lowest first, as the config has them. */
  readonly layers: readonly ReadLayer<T>[];
};

const dockerManifest = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()) }));

/**
 * Reads what `docker save` gives (both forms: a folder for each layer, or blobs by digest) in one
 * pass. `store` takes each layer's plain bytes as they come; which image they belong to is known
 * only at the end, where each diff id is checked. BAD_ARCHIVE when something does not fit;
 * SECRET_FOUND, before the layer is stored, when one of the canaries stands in it or in the config.
 */
export async function readArchive<T>(
  source: AsyncIterable<Uint8Array>,
  store: (layer: PassingLayer) => Promise<T>,
  canaries: readonly string[] = [],
): Promise<ReadArchive<T>> {
  const layers = new Map<string, ReadLayer<T>>();
  const links = new Map<string, string>();
  const documents = new Map<string, Uint8Array>();
  for await (const file of readTar(source)) {
    const { path, type, linkTarget } = file.header;
    if (type === 'symlink' || type === 'hardlink') {
      links.set(path, type === 'hardlink' ? linkTarget : join(path, linkTarget));
    } else if (type === 'file') {
      await takeFile(file, store, { layers, documents, canaries });
    }
  }
  return assemble(documents, layers, links);
}

type Found<T> = {
  readonly layers: Map<string, ReadLayer<T>>;
  readonly documents: Map<string, Uint8Array>;
  readonly canaries: readonly string[];
};

async function takeFile<T>(
  file: TarFile,
  store: (layer: PassingLayer) => Promise<T>,
  found: Found<T>,
): Promise<void> {
  const { path, sizeBytes } = file.header;
  const chunks = file.bytes[Symbol.asyncIterator]();
  const head = await peek(chunks);
  if (isDocument(path, head, sizeBytes)) {
    const bytes = await readAll(head, chunks);
    if (canaryFinder(found.canaries).push(bytes)) throw secretFound('its config or history');
    found.documents.set(path, bytes);
    return;
  }
  const plain = isGzip(head)
    ? gunzip(resume(head, chunks), 'a compressed layer of the archive')
    : resume(head, chunks);
  const hash = createHash('sha256');
  const finder = canaryFinder(found.canaries);
  let betrayed = false;
  const changes: PathChange[] = [];
  const scanner = new TarScanner({
    entry: (header) => {
      const change = pathChange(header);
      if (change !== undefined) changes.push(change);
    },
  });
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of plain) {
      hash.update(chunk);
      scanner.push(chunk);
      betrayed = finder.push(chunk);
      yield chunk;
    }
    if (betrayed) throw secretFound(`its layer sha256:${hash.copy().digest('hex')}`);
  }
  const stored = await store({ bytes: passing(), sizeBytes });
  found.layers.set(path, { diffId: digestFromHex(hash.digest('hex')), changes, stored });
}

function secretFound(where: string): ImageError {
  const message =
    `the environment image holds a password of the package index or proxy in ${where}, so it is ` +
    'not stored: see which package or build step of the environment writes it there';
  return new ImageError('SECRET_FOUND', message);
}

async function assemble<T>(
  documents: ReadonlyMap<string, Uint8Array>,
  layers: ReadonlyMap<string, ReadLayer<T>>,
  links: ReadonlyMap<string, string>,
): Promise<ReadArchive<T>> {
  const listing = documents.get('manifest.json');
  if (listing === undefined)
    throw new ImageError('BAD_ARCHIVE', 'the archive has no manifest.json');
  const parsed = dockerManifest.safeParse(parseJson(listing));
  const image = parsed.success ? parsed.data[0] : undefined;
  if (image === undefined) throw new ImageError('BAD_ARCHIVE', 'manifest.json names no image');
  const configBytes = documents.get(image.Config);
  if (configBytes === undefined) {
    throw new ImageError('BAD_ARCHIVE', `the archive lacks ${image.Config}`);
  }
  const config = parseImageConfig(configBytes, 'the saved image');
  const ordered = image.Layers.map((path, index) => {
    const layer = layers.get(path) ?? layers.get(links.get(path) ?? '');
    if (layer === undefined) throw new ImageError('BAD_ARCHIVE', `the archive lacks ${path}`);
    const expected = config.rootfs.diff_ids[index];
    if (layer.diffId !== expected) {
      const message = `layer ${index + 1} is ${layer.diffId}, the image says ${expected}`;
      throw new ImageError('BAD_ARCHIVE', message);
    }
    return layer;
  });
  if (ordered.length !== config.rootfs.diff_ids.length) {
    throw new ImageError('BAD_ARCHIVE', 'the archive has another number of layers than the image');
  }
  return { configBytes, config, layers: ordered };
}

/** JSON documents and the small text files of the older form; everything else is a layer. */
function isDocument(path: string, head: Uint8Array, sizeBytes: number): boolean {
  if (path.endsWith('/layer.tar') || sizeBytes > JSON_LIMIT_BYTES) return false;
  if (path.endsWith('.json') || !path.includes('/')) return true;
  if (/(?:^|\/)(?:VERSION|json|repositories|oci-layout)$/.test(path)) return true;
  return head[0] === 0x7b && !isTar(head);
}

function isTar(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** At least the first block, however small the pieces are in which it comes. */
async function peek(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  while (sizeBytes < BLOCK_BYTES) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    pieces.push(Buffer.from(value));
    sizeBytes += value.length;
  }
  return Buffer.concat(pieces);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined; // The schema refuses it with a better message.
  }
}

async function* resume(
  head: Uint8Array,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    yield next.value;
  }
}

async function readAll(head: Uint8Array, chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of resume(head, chunks)) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces);
}

function join(path: string, target: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
