import { chmod, lstat, lutimes, mkdir, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { move } from '../../files/held-open.ts';
import { ImageError } from '../../image/errors.ts';
import { storedFolder } from '../../image/model-layout.ts';

/** Of every file in a layer of ours, and so of every file in an image. */
const LAYER_TIME_SECONDS = 0;

/**
 * Moves what unpacked layers of a model hold below `models/<name>/` into one folder, with the modes
 * and times of the layers. BAD_ARCHIVE when a layer holds anything else, or two the same path.
 */
export async function mergeLayers(
  layers: readonly string[],
  modelName: string,
  target: string,
): Promise<void> {
  const modes = new Map<string, number>();
  for (const layer of layers) {
    const root = await modelRoot(layer, modelName);
    modes.set(target, (await lstat(root)).mode);
    await mergeFolder(root, target, modes);
  }
  // Innermost first: what is put into a folder changes its time, and a mode may close it.
  for (const [folder, mode] of [...modes].toReversed()) {
    await chmod(folder, mode & 0o777);
    await utimes(folder, LAYER_TIME_SECONDS, LAYER_TIME_SECONDS);
  }
}

async function modelRoot(layer: string, modelName: string): Promise<string> {
  let place = layer;
  for (const part of storedFolder({ name: modelName }).split('/')) {
    const names = await readdir(place);
    if (names.length !== 1 || names[0] !== part) {
      throw refused(names.find((name) => name !== part) ?? part, 'does not belong to the model');
    }
    place = join(place, part);
  }
  return place;
}

async function mergeFolder(from: string, to: string, modes: Map<string, number>): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, place] = [join(from, entry.name), join(to, entry.name)];
    const there = await lstat(place).catch(() => undefined);
    if (entry.isDirectory()) {
      if (there?.isDirectory() === false) throw refused(entry.name, 'is a folder and a file');
      if (there === undefined) await mkdir(place, { mode: 0o700 });
      modes.set(place, (await lstat(source)).mode);
      await mergeFolder(source, place, modes);
      continue;
    }
    if (there !== undefined) throw refused(entry.name, 'is in two layers');
    await move(source, place);
    await lutimes(place, LAYER_TIME_SECONDS, LAYER_TIME_SECONDS);
  }
}

function refused(name: string, why: string): ImageError {
  const message = `the entry ${name} of a model layer ${why}; register the model anew`;
  return new ImageError('BAD_ARCHIVE', message);
}
