import { resolve } from 'node:path';
import { downloadModel } from '@package-model/core/model/download/download-model';
import { openStores } from '../open-stores.ts';
import type { Outputs, StepContext } from '../step.ts';
import type { DownloadModelValues } from './inputs.ts';
import { connectionOf, findWanted, loginOf } from './what-to-download.ts';

/** Downloads one registered version into a folder. */
export async function runDownloadModel(
  values: DownloadModelValues,
  context: StepContext,
): Promise<Outputs> {
  const connection = await connectionOf(values, context);
  const login = loginOf(connection, context);
  using stores = await openStores(values['ca-certificates'], context, login);
  const { settings, log, clock, signal } = context;
  const model = await findWanted(values, connection, { stores, context });
  const folder = resolve(settings.workingDirectory, values['download-path']);
  await downloadModel(
    { model, folder, existing: values.replace ? 'replace' : 'refuse' },
    { log, clock, signal },
  );
  log.info(`${folder} holds ${model.id} (${model.digest}).`);
  return {
    'model-path': folder,
    'model-name': model.name,
    'model-version': model.version,
    'model-reference': model.reference,
    'model-digest': model.digest,
  };
}
