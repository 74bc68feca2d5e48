import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { readChunks } from '../files/read-chunks.ts';
import { tarLayer } from '../image/layer.ts';
import type { LayerEntry } from '../image/layer.ts';
import { imagePaths } from '../image/paths.ts';
import type { BlobSource } from '../oci/repository.ts';
import type { ModelEntry } from './list-files.ts';
import type { SampledFile } from './sample.ts';

/** From this size a file gets a layer of its own. */
export const LARGE_FILE_BYTES = 8 * 1024 * 1024;
/** More large files than this share as many fixed buckets. */
export const MAX_LARGE_LAYERS = 40;
/** Small files beyond this total are spread over fixed buckets. */
const BUNDLE_BYTES = 256 * 1024 * 1024;
const BUNDLE_BUCKETS = 16;
const SMALL = 'small files';

/** One layer of a model before it is stored. */
export type ModelLayer = {
  /** The file's path, or the kind of bundle; the `org.cncf.model.filepath` of the layer. */
  readonly title: string;
  readonly source: BlobSource;
  /** Names the exact files as they are on this disk; equal keys mean equal bytes. */
  readonly key: string;
  /** The entries of the model that it holds. */
  readonly members: readonly ModelEntry[];
  /** Its files where all of them are large: worth a look before all is read. */
  readonly largeFiles: readonly SampledFile[];
};

/**
 * Groups a model's entries into layers that stay the same from version to version: the grouping
 * depends on paths and sizes only. A layer's tar paths start `models/<name>/`.
 */
export function modelLayers(modelName: string, entries: readonly ModelEntry[]): ModelLayer[] {
  const large = entries.filter((entry) => isLarge(entry));
  const small = entries.filter((entry) => !isLarge(entry));
  const alone = large.length <= MAX_LARGE_LAYERS;
  const groups = new Map<string, ModelEntry[]>();
  for (const entry of large) {
    push(
      groups,
      alone ? entry.path : bucketName('large files', entry.path, MAX_LARGE_LAYERS),
      entry,
    );
  }
  const spread = small.reduce((total, entry) => total + sizeOf(entry), 0) > BUNDLE_BYTES;
  for (const entry of small) {
    push(groups, spread ? bucketName(SMALL, entry.path, BUNDLE_BUCKETS) : SMALL, entry);
  }
  return [...groups].map(([title, members]) => toLayer(modelName, title, members));
}

/** True for the title of a layer that bundles small files. */
export function holdsSmallFiles(title: string): boolean {
  return title === SMALL || title.startsWith(`${SMALL} `);
}

function isLarge(entry: ModelEntry): boolean {
  return sizeOf(entry) >= LARGE_FILE_BYTES;
}

function sizeOf(entry: ModelEntry): number {
  return entry.kind === 'file' ? entry.stat.sizeBytes : 0;
}

function bucketName(kind: string, path: string, buckets: number): string {
  const hash = createHash('sha256').update(path).digest().readUInt32BE(0);
  return `${kind} ${(hash % buckets) + 1} of ${buckets}`;
}

function push(groups: Map<string, ModelEntry[]>, title: string, entry: ModelEntry): void {
  const members = groups.get(title);
  if (members === undefined) groups.set(title, [entry]);
  else members.push(entry);
}

function toLayer(modelName: string, title: string, members: readonly ModelEntry[]): ModelLayer {
  const root = `${imagePaths.models.slice(1)}/${modelName}`;
  const source = tarLayer(
    `${modelName}/${title}`,
    members.map((entry) => toLayerEntry(root, entry)),
  );
  const key = layerKey(root, members);
  return { title, source, key, members, largeFiles: largeFilesOf(members) };
}

function largeFilesOf(members: readonly ModelEntry[]): SampledFile[] {
  if (!members.every(isLarge)) return [];
  return members.flatMap((entry) =>
    entry.kind === 'file'
      ? [{ path: entry.path, source: entry.source, sizeBytes: entry.stat.sizeBytes }]
      : [],
  );
}

function toLayerEntry(root: string, entry: ModelEntry): LayerEntry {
  const path = `${root}/${entry.path}`;
  switch (entry.kind) {
    case 'folder':
      return { kind: 'directory', path, mode: 0o755 };
    case 'link':
      return { kind: 'link', path, target: entry.target };
    case 'file': {
      const { sizeBytes } = entry.stat;
      const open = (signal: AbortSignal) => readChunks(entry.source, sizeBytes, signal);
      return { kind: 'file', path, mode: 0o644, sizeBytes, open };
    }
  }
}

function layerKey(root: string, members: readonly ModelEntry[]): string {
  const facts = members.map((entry) => {
    switch (entry.kind) {
      case 'folder':
        return [entry.path];
      case 'link':
        return [entry.path, entry.target];
      case 'file':
        return [entry.path, entry.source, canonicalJson(entry.stat)];
    }
  });
  return createHash('sha256')
    .update(canonicalJson([root, facts]))
    .digest('hex');
}
