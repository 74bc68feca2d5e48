import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { codeOf, InputError } from '../../errors.ts';
import { FileError } from '../../files/errors.ts';
import { folderState, replace } from '../../files/replace-folder.ts';
import type { FolderState } from '../../files/replace-folder.ts';
import { formatSize } from '../../format-size.ts';
import type { Log } from '../../log.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { ensureSpace } from '../../oci/layout/layout-files.ts';
import { ModelError } from '../errors.ts';
import type { StoredModel } from '../types.ts';
import { fetchLayer, keepsLayer, layerFolder } from './fetch-layer.ts';
import type { LayerStore } from './fetch-layer.ts';
import { mergeLayers } from './merge-layers.ts';
import { holdsVersion } from './same-files.ts';

export type Download = {
  readonly model: StoredModel;
  /** Absolute; the model's files stand directly in it, under the names they were registered with. */
  readonly folder: string;
  /** What to do with a folder that holds other files. */
  readonly existing: 'refuse' | 'replace';
};

export type DownloadDeps = {
  readonly log: Log;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** A name that is a file's name on every system; the rule of registration. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;

/**
 * Puts a registered version's files into a folder, which is there as a whole or not at all. Every
 * layer's digest is checked on the way. Layers that came before an interruption stand beside the
 * folder and are not fetched again. A folder that holds this version already is left alone.
 */
export async function downloadModel(
  { model, folder, existing }: Download,
  deps: DownloadDeps,
): Promise<void> {
  if (!FILE_NAME.test(model.name)) {
    const message = `${model.reference} has the name ${JSON.stringify(model.name)}, which no model can have`;
    throw new ModelError('NOT_A_MODEL', message);
  }
  const startedAt = deps.clock.now();
  const row = { what: `model ${model.id}`, from: model.repository.name, to: folder };
  const state = await folderState(folder, '');
  if (state === 'foreign' && (await holdsVersion(folder, model, deps.signal))) {
    const durationMs = deps.clock.now() - startedAt;
    const why = 'the folder holds this version';
    deps.log.moved({ ...row, how: 'present', sizeBytes: 0, durationMs, why });
    return;
  }
  if (state === 'foreign' && existing === 'refuse') {
    const message = `${folder} holds other files than ${model.id}; give a folder of its own, or allow to replace it (input replace)`;
    throw new InputError('BAD_INPUT', [{ message, place: { key: 'download-path' } }]);
  }
  const store = {
    from: model.repository,
    folder: join(dirname(folder), `.${basename(folder)}.download`),
  };
  const fetchedBytes = await fetchAll(store, model, deps);
  await put(store, { model, folder, state }, deps);
  deps.log.moved({
    ...row,
    how: 'written',
    sizeBytes: fetchedBytes,
    durationMs: deps.clock.now() - startedAt,
    why: fetchedBytes < sizeOf(model.layers) ? 'the rest came in an earlier run' : 'asked for',
  });
}

async function fetchAll(
  store: LayerStore,
  model: StoredModel,
  deps: DownloadDeps,
): Promise<number> {
  const { log, signal } = deps;
  await mkdir(store.folder, { recursive: true });
  try {
    const missing: Descriptor[] = [];
    for (const layer of model.layers) {
      if (!(await keepsLayer(store, layer, signal))) missing.push(layer);
    }
    const totalBytes = sizeOf(missing);
    await ensureSpace(store.folder, totalBytes);
    log.info(`Downloading ${model.id} (${formatSize(totalBytes)}) from ${store.from.name}.`);
    let doneBytes = 0;
    const count = (sizeBytes: number): void => {
      doneBytes += sizeBytes;
      log.progress({ task: `Downloading ${model.id}`, doneBytes, totalBytes });
    };
    for (const layer of missing) await fetchLayer(store, layer, count, signal);
    return totalBytes;
  } catch (error) {
    await tellWhatStays(store, log);
    throw error;
  }
}

async function put(
  store: LayerStore,
  { model, folder, state }: Pick<Download, 'model' | 'folder'> & { readonly state: FolderState },
  { signal }: DownloadDeps,
): Promise<void> {
  const fresh = join(store.folder, `${randomBytes(6).toString('hex')}.model`);
  try {
    await mkdir(fresh);
    const layers = model.layers.map(({ digest }) => layerFolder(store, digest));
    await mergeLayers(layers, model.name, fresh);
    signal.throwIfAborted();
    await replace(folder, fresh, state);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const message = `another run writes ${folder} too; give each run a folder of its own`;
    throw new FileError('BUSY', message, { cause: error });
  } finally {
    // Its layers are taken apart by now.
    await rm(store.folder, { recursive: true, force: true });
  }
}

/** Whole layers stay for the next run. */
async function tellWhatStays({ folder }: LayerStore, log: Log): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) await rm(folder, { recursive: true, force: true });
  else log.info(`${folder} keeps ${names.length} of its layers: run again to go on from there.`);
}

function sizeOf(layers: readonly Descriptor[]): number {
  return layers.reduce((total, { size }) => total + size, 0);
}
