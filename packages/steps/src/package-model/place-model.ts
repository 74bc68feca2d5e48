import { constants } from 'node:fs';
import { copyFile, link, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '@package-model/core/files/atomic-write';
import { formatSize } from '@package-model/core/format-size';
import { storedFolder, versionFolder } from '@package-model/core/image/model-layout';
import type { ModelLayout } from '@package-model/core/image/model-layout';
import { moveLayer } from '@package-model/core/image/move-layer';
import type { StoredModel } from '@package-model/core/model/types';
import type { Descriptor } from '@package-model/core/oci/descriptor';
import { blobPath } from '@package-model/core/oci/layout/layout-files';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import type { BlobSource } from '@package-model/core/oci/repository';
import type { StepContext } from '../step.ts';

export type Placing = {
  readonly target: string;
  readonly layout: ModelLayout;
  readonly context: StepContext;
};

/** Mode of the files that the folder consists of. */
const FILE_MODE = 0o644;

/**
 * Puts a layer of a model into a folder as a tar. One that lies in a folder on the same file system
 * with the mode of the others is linked; else it is cloned where the file system can, or copied.
 */
export async function placeModel(
  model: StoredModel,
  layer: Descriptor,
  { target, layout, context }: Placing,
): Promise<void> {
  const { repository } = model;
  const { log, signal } = context;
  await mkdir(dirname(target), { recursive: true });
  if (layout === 'linked' && repository instanceof LayoutRepository) {
    const blob = blobPath(repository.folder, layer.digest);
    const { mode } = await stat(blob);
    if ((mode & 0o777) === FILE_MODE && (await succeeds(link(blob, target)))) return;
    if (await succeeds(copyFile(blob, target, constants.COPYFILE_FICLONE_FORCE))) return;
  }
  const to = versionFolder(model);
  const where = layout === 'linked' ? 'into the package' : `to /${to} of the package`;
  log.info(`Copying ${formatSize(layer.size)} of ${model.id} ${where}.`);
  const open = (inner: AbortSignal) => {
    const source = repository.readBlob(layer.digest, inner);
    return layout === 'linked' ? source : moveLayer(source, { from: storedFolder(model), to });
  };
  await writeTar({ label: model.id, sizeBytes: layer.size, open }, target, signal);
}

/** Writes a layer as a file that is there as a whole or not at all. */
export async function writeTar(
  source: BlobSource,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await writeAtomically(
    `${target}.tmp`,
    (handle) => handle.writeFile(source.open(signal), { signal }),
    () => target,
  );
}

/** False for what another file system, or one without links or clones, does not do. */
async function succeeds(attempt: Promise<void>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  );
}
