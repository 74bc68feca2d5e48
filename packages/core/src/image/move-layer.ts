import type { BlobSource } from '../oci/repository.ts';
import { digestOfStream } from '../oci/hash-stream.ts';
import { ImageError } from './errors.ts';
import { parentPaths } from './layer.ts';
import { paddingBytes, TAR_END_BYTES, tarHeader } from './tar.ts';
import type { TarEntry } from './tar.ts';
import type { TarHeader } from './tar-header.ts';
import { readTar } from './tar-read.ts';

/** Which folder of a layer becomes which; both relative. */
export type FolderMove = { readonly from: string; readonly to: string };

/**
 * The plain tar layer with all that lies in one folder moved to another, entry by entry while it
 * passes: the same bytes that a layer made for the new place has. BAD_ARCHIVE for entries outside
 * of the folder, and for kinds that no layer of ours holds.
 */
export async function* moveLayer(
  source: AsyncIterable<Uint8Array>,
  move: FolderMove,
): AsyncGenerator<Uint8Array> {
  for (const path of [...parentPaths(move.to), move.to]) {
    yield tarHeader({ kind: 'directory', path, mode: 0o755 });
  }
  const above = new Set([...parentPaths(move.from), move.from]);
  for await (const { header, bytes } of readTar(source)) {
    if (header.type === 'directory' && above.has(header.path)) continue;
    yield tarHeader(movedEntry(header, move));
    if (header.type !== 'file') continue;
    yield* bytes;
    const padding = paddingBytes(header.sizeBytes);
    if (padding > 0) yield new Uint8Array(padding);
  }
  yield new Uint8Array(TAR_END_BYTES);
}

/**
 * A moved layer whose digest and size are known, at the price of reading the source once: a store
 * that has it already is then not sent it again.
 */
export async function movedLayer(
  source: Pick<BlobSource, 'label' | 'open'>,
  move: FolderMove,
  signal: AbortSignal,
): Promise<BlobSource & Required<Pick<BlobSource, 'digest'>>> {
  const open = (inner: AbortSignal) => moveLayer(source.open(inner), move);
  const { digest, sizeBytes } = await digestOfStream(open(signal));
  return { label: source.label, digest, sizeBytes, likelyPresent: true, open };
}

function movedEntry(header: TarHeader, move: FolderMove): TarEntry {
  const inside = `${move.from}/`;
  if (!header.path.startsWith(inside)) throw notOurs(header, 'lies outside of the model');
  const path = `${move.to}/${header.path.slice(inside.length)}`;
  const { mode, sizeBytes } = header;
  switch (header.type) {
    case 'directory':
      return { kind: 'directory', path, mode };
    case 'file':
      return { kind: 'file', path, mode, sizeBytes };
    case 'symlink':
      return { kind: 'link', path, target: header.linkTarget };
    case 'hardlink':
    case 'other':
      throw notOurs(header, 'is of a kind that no model holds');
    default:
      return header.type satisfies never;
  }
}

function notOurs(header: TarHeader, why: string): ImageError {
  const message = `the entry ${header.path} of a model layer ${why}; register the model anew`;
  return new ImageError('BAD_ARCHIVE', message);
}
