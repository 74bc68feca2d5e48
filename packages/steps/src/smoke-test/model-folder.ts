import { statfs } from 'node:fs/promises';
import { formatSize } from '@package-model/core/format-size';
import { readChunks } from '@package-model/core/files/read-chunks';
import type { LayerInFolder } from '@package-model/core/image/layer-folder';
import { unpackLayer } from '@package-model/core/image/unpack-layer';
import type { ModelLayerOfImage } from '@package-model/core/image/without-models';
import { copyModelFiles } from '@package-model/core/model/copy-files';
import { modelLayers } from '@package-model/core/model/layers';
import type { ModelLayer } from '@package-model/core/model/layers';
import { listModelFiles } from '@package-model/core/model/list-files';
import { blobPath } from '@package-model/core/oci/layout/layout-files';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { OciError } from '@package-model/core/oci/errors';
import type { Repository } from '@package-model/core/oci/repository';
import type { TransferDeps } from './transferred.ts';

export type Models = {
  readonly repository: Repository;
  readonly models: readonly ModelLayerOfImage[];
};

export type Filled = {
  readonly layers: readonly LayerInFolder[];
  /** `on the way`: every byte has passed a check of its layer's digest before it was written. */
  readonly checked: 'on the way' | 'no';
};

/**
 * Makes a private copy of the models' files: by reflink or copy of the files that they were
 * registered from, where these are at hand, else from the blobs of the repository.
 */
export async function fillFolder(
  folder: string,
  { repository, models }: Models,
  deps: TransferDeps,
): Promise<Filled> {
  const { clock, log, signal } = deps.context;
  const startedAt = clock.now();
  const sizeBytes = models.reduce((total, { descriptor }) => total + descriptor.size, 0);
  await ensureRoom(folder, sizeBytes);
  const own = await ownLayers(models, deps);
  const layers: LayerInFolder[] = [];
  let copied = 0;
  for (const { descriptor, about } of models) {
    const { digest, size } = descriptor;
    const open = (inner: AbortSignal) => openBlob(repository, descriptor, inner);
    const known = own.get(about);
    const fits = known !== undefined && known.layer.source.sizeBytes === size;
    if (fits) copied += 1;
    const paths = fits
      ? await copyModelFiles(known.name, known.layer.members, folder)
      : await unpackLayer(open(signal), folder, signal);
    layers.push({ digest, paths, open });
  }
  log.moved({
    what: 'model',
    from: copied === models.length ? 'model path' : repository.name,
    to: 'private folder',
    how: 'written',
    sizeBytes,
    durationMs: clock.now() - startedAt,
    why: 'model-transfer: mount runs a checked copy',
  });
  const isChecked = copied === 0 && !(repository instanceof LayoutRepository);
  return { layers, checked: isChecked ? 'on the way' : 'no' };
}

type OwnLayer = { readonly name: string; readonly layer: ModelLayer };

/** The layers of files that are at hand, by what an image's history says of them. */
async function ownLayers(
  models: Models['models'],
  { sources = [], context }: TransferDeps,
): Promise<ReadonlyMap<string, OwnLayer>> {
  const own = new Map<string, OwnLayer>();
  // A path without a name is that of the image's first model.
  const [first = ''] = models[0]?.about.split(' ') ?? [];
  for (const { name = first, path } of sources) {
    const entries = await listModelFiles(path, context.settings.workingDirectory);
    for (const layer of modelLayers(name, entries))
      own.set(`${name} ${layer.title}`, { name, layer });
  }
  return own;
}

/** A layout's blob without a hash on the way: the copy is hashed. */
function openBlob(
  repository: Repository,
  { digest, size }: ModelLayerOfImage['descriptor'],
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  if (!(repository instanceof LayoutRepository)) return repository.readBlob(digest, signal);
  return readChunks(blobPath(repository.folder, digest), size, signal);
}

async function ensureRoom(folder: string, sizeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize > sizeBytes) return;
  const message =
    `${folder} has ${formatSize(bavail * bsize)} free, the copy of the model needs ` +
    `${formatSize(sizeBytes)}; free some space, or set TMPDIR to another disk`;
  throw new OciError('DISK_FULL', message);
}
