import { readChunks } from '../files/read-chunks.ts';
import type { BlobSource } from '../oci/repository.ts';
import type { BasePaths } from './base-paths.ts';
import { ImageError } from './errors.ts';
import { parentPaths, tarLayer } from './layer.ts';
import type { LayerEntry } from './layer.ts';
import { imagePaths } from './paths.ts';
import type { Owner } from './tar.ts';

export type LinkedModel = { readonly name: string; readonly version: string };

const MODELS = imagePaths.models.slice(1);
const LINKS = imagePaths.azuremlModels.slice(1);

/**
 * Hides what the base has at `/models/<name>`; undefined when it has nothing there. An opaque
 * marker, OCI image-spec layer.md "Opaque Whiteout".
 */
export function maskLayer(
  models: readonly LinkedModel[],
  basePaths: BasePaths,
): BlobSource | undefined {
  const hidden = models.filter((model) => basePaths.has(`${MODELS}/${model.name}`));
  if (hidden.length === 0) return undefined;
  const entries = hidden.map((model): LayerEntry => {
    const path = `${MODELS}/${model.name}/.wh..wh..opq`;
    return { kind: 'file', path, mode: 0o644, sizeBytes: 0, open: async function* open() {} };
  });
  return tarLayer('mask', entries);
}

/**
 * The version links and every parent folder of ours with the mode and owner that the base has for
 * it; 0755 root where it has none. UNSUPPORTED_BASE where a parent is a link or a file in the base.
 */
export function linksLayer(models: readonly LinkedModel[], basePaths: BasePaths): BlobSource {
  const links = models.map((model): LayerEntry => ({
    kind: 'link',
    path: `${LINKS}/${model.name}/${model.version}`,
    target: `${imagePaths.models}/${model.name}`,
  }));
  const shared = [MODELS, LINKS, ...links.map((link) => link.path)];
  const parents = new Set(shared.flatMap(parentPaths).concat(MODELS, LINKS));
  const folders = [...parents].map((path) => parentEntry(path, basePaths));
  return tarLayer('links', [...folders, ...links]);
}

/** The app root's files as they stand on this machine, with the modes that the plan gives them. */
export function codeLayer(files: readonly CodeLayerFile[], basePaths: BasePaths): BlobSource {
  const root = imagePaths.appRoot.slice(1);
  const entries = files.map((file): LayerEntry => ({
    kind: 'file',
    path: `${root}/${file.path}`,
    mode: file.executable ? 0o755 : 0o644,
    sizeBytes: file.sizeBytes,
    open: (signal) => readChunks(file.source, file.sizeBytes, signal),
  }));
  const parents = [...parentPaths(root), root].map((path) => parentEntry(path, basePaths));
  return tarLayer('code', [...parents, ...entries]);
}

export type CodeLayerFile = {
  /** Below the app root. */
  readonly path: string;
  readonly source: string;
  readonly sizeBytes: number;
  readonly executable: boolean;
};

function parentEntry(path: string, basePaths: BasePaths): LayerEntry {
  const fact = basePaths.get(path);
  if (fact === undefined) return { kind: 'directory', path, mode: 0o755 };
  if (fact.kind === 'directory') {
    const owner: Owner = { uid: fact.uid, gid: fact.gid };
    return { kind: 'directory', path, mode: fact.mode, owner };
  }
  const what = fact.kind === 'link' ? `a link to ${fact.target}` : 'a file';
  const message = `the base image has ${what} at /${path}, where a folder is needed`;
  throw new ImageError('UNSUPPORTED_BASE', `${message}; take it away in the base image`);
}
