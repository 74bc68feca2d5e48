import { readChunks } from '../files/read-chunks.ts';
import type { BlobSource } from '../oci/repository.ts';
import type { BasePaths } from './base-paths.ts';
import { ImageError } from './errors.ts';
import { parentPaths, tarLayer } from './layer.ts';
import type { LayerEntry } from './layer.ts';
import { filesFolder, storedFolder, versionFolder } from './model-layout.ts';
import type { ModelLayout, PlacedModel } from './model-layout.ts';
import { imagePaths } from './paths.ts';
import type { Owner } from './tar.ts';

const MODELS = imagePaths.models.slice(1);
const LINKS = imagePaths.azuremlModels.slice(1);

/**
 * Hides what the base has where the models' files go; undefined when it has nothing there. An
 * opaque marker, OCI image-spec layer.md "Opaque Whiteout".
 */
export function maskLayer(
  models: readonly PlacedModel[],
  basePaths: BasePaths,
  layout: ModelLayout = 'linked',
): BlobSource | undefined {
  const root = layout === 'linked' ? MODELS : LINKS;
  const hidden = models.filter((model) => basePaths.has(`${root}/${model.name}`));
  if (hidden.length === 0) return undefined;
  const entries = hidden.map((model): LayerEntry => {
    const path = `${filesFolder(model, layout)}/.wh..wh..opq`;
    return { kind: 'file', path, mode: 0o644, sizeBytes: 0, open: async function* open() {} };
  });
  return tarLayer('mask', entries);
}

export type LinksOptions = {
  readonly layout?: ModelLayout;
  readonly others?: readonly OtherLink[];
};

/** A link of its own; `path` is relative, `target` absolute. */
export type OtherLink = { readonly path: string; readonly target: string };

/**
 * The version links, where models are linked, other links, and every parent folder of ours with the mode and
 * owner that the base has for it; 0755 root where it has none. UNSUPPORTED_BASE where a parent is a
 * link or a file in the base.
 */
export function linksLayer(
  models: readonly PlacedModel[],
  basePaths: BasePaths,
  { layout = 'linked', others = [] }: LinksOptions = {},
): BlobSource {
  const linked = layout === 'linked' ? models : [];
  const links = linked.map((model): LayerEntry => ({
    kind: 'link',
    path: versionFolder(model),
    target: `/${storedFolder(model)}`,
  }));
  const more = others.map((link): LayerEntry => ({ kind: 'link', ...link }));
  const roots = layout === 'linked' ? [MODELS, LINKS] : [LINKS];
  const ends = [...models.map(versionFolder), ...others.map(({ path }) => path)];
  const parents = new Set([...roots, ...ends].flatMap(parentPaths));
  const folders = [...new Set([...parents, ...roots])].map((path) => parentEntry(path, basePaths));
  return tarLayer('links', [...folders, ...links, ...more]);
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
  const copied = path === MODELS ? ', or set model-layout: copied' : '';
  throw new ImageError('UNSUPPORTED_BASE', `${message}; take it away in the base image${copied}`);
}
