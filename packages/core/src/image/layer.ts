import type { BlobSource } from '../oci/repository.ts';
import { compareCodeUnits } from '../canonical-json.ts';
import { paddingBytes, TAR_END_BYTES, tarHeader } from './tar.ts';
import type { TarEntry } from './tar.ts';

/** A tar entry with its bytes; `open` is asked only when the layer is read. */
export type LayerEntry =
  | Exclude<TarEntry, { kind: 'file' }>
  | (Extract<TarEntry, { kind: 'file' }> & {
      readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
    });

/**
 * A deterministic plain tar layer: entries by code unit of their path, an entry for every parent
 * folder (0755 root unless given), fixed owner and times. The same entries give the same bytes on
 * every machine. `sizeBytes` is known before anything is read.
 */
export function tarLayer(label: string, entries: readonly LayerEntry[]): BlobSource {
  const ordered = withParents(entries);
  const sizeBytes = ordered.reduce((total, entry) => total + entryBytes(entry), TAR_END_BYTES);
  return { label, sizeBytes, open: (signal) => tarBytes(ordered, signal) };
}

/** The entries with their parent folders, each path once, in the order of the archive. */
export function withParents(entries: readonly LayerEntry[]): LayerEntry[] {
  const byPath = new Map<string, LayerEntry>();
  for (const entry of entries) {
    for (const parent of parentPaths(entry.path)) {
      if (!byPath.has(parent)) byPath.set(parent, { kind: 'directory', path: parent, mode: 0o755 });
    }
    const existing = byPath.get(entry.path);
    if (existing !== undefined && existing.kind !== 'directory') {
      throw new TypeError(`two entries for ${entry.path} in one layer`);
    }
    byPath.set(entry.path, entry);
  }
  return [...byPath.values()].toSorted((a, b) => compareCodeUnits(sortKey(a), sortKey(b)));
}

/** `a/b/c` → `a`, `a/b`. */
export function parentPaths(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function sortKey(entry: LayerEntry): string {
  return entry.kind === 'directory' ? `${entry.path}/` : entry.path;
}

function entryBytes(entry: LayerEntry): number {
  const data = entry.kind === 'file' ? entry.sizeBytes + paddingBytes(entry.sizeBytes) : 0;
  return tarHeader(entry).length + data;
}

async function* tarBytes(
  entries: readonly LayerEntry[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    yield tarHeader(entry);
    if (entry.kind !== 'file') continue;
    yield* entry.open(signal);
    const padding = paddingBytes(entry.sizeBytes);
    if (padding > 0) yield new Uint8Array(padding);
  }
  yield new Uint8Array(TAR_END_BYTES);
}
