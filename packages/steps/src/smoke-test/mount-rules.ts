import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mount } from '@package-model/core/engine/engine';
import { EngineError } from '@package-model/core/engine/errors';
import { imagePaths } from '@package-model/core/image/paths';

export type Mounts = { readonly mounts: readonly Mount[]; readonly isReadOnly: boolean };

/**
 * The mounts of a folder of models. Writes must end as they do in the image, where the files belong
 * to root: a user who does not own the copy is refused by its modes (EACCES), as there, and only
 * one who may own it gets a mount that is read-only (EROFS). Root could write in the image and is
 * refused here.
 */
export async function mountsOf(folder: string, user: string | undefined): Promise<Mounts> {
  const name = (user ?? '').split(':')[0] ?? '';
  if (['', '0', 'root'].includes(name)) {
    const message =
      'the image runs as root, which may write into its model; a mount cannot test that: use ' +
      'model-transfer: image';
    throw new EngineError('BAD_OPTION', message);
  }
  const { uid } = await stat(folder);
  const isReadOnly = /^\d+$/.test(name) ? Number(name) === uid : uid !== 0;
  const targets = await targetsIn(folder);
  const mounts = targets.map((target): Mount => {
    const mount = { source: join(folder, target), target };
    return isReadOnly ? mount : { ...mount, writable: true };
  });
  return { mounts, isReadOnly };
}

/** `/models/<name>`, and the versions' own folders where models are copied there. */
async function targetsIn(folder: string): Promise<readonly string[]> {
  const linked = await foldersIn(folder, imagePaths.models);
  const copied = await foldersIn(folder, imagePaths.azuremlModels);
  const versions = await Promise.all(copied.map((model) => foldersIn(folder, model)));
  return [...linked, ...versions.flat()];
}

async function foldersIn(folder: string, below: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, below)).catch((): string[] => []);
  return names.toSorted().map((name) => `${below}/${name}`);
}

/** What a pre-check with a mounted model does not show, a sentence each. */
export function notTested(isReadOnly: boolean): readonly string[] {
  const writes = isReadOnly
    ? [
        'Writes into the model folder: here the folder is read-only as a whole (EROFS), in the image by its modes (EACCES).',
      ]
    : [];
  return [
    'The image itself: the container ran the image without its model layers, with the model mounted.',
    "The engine's unpacking of the model layers, their order and whiteouts.",
    'Owners and times of the model files as the engine unpacks them.',
    'The delivery of the image by its registry or folder.',
    'The room that the model takes on the disk of the engine.',
    ...writes,
  ];
}
