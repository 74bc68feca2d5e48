import { resolve } from 'node:path';
import { downloadModel } from '@package-model/core/model/download/download-model';
import { ModelError } from '@package-model/core/model/errors';
import { openStores } from '../open-stores.ts';
import { findModels } from '../package-model/find-models.ts';
import type { Outputs, StepContext } from '../step.ts';
import type { DownloadModelValues } from './inputs.ts';

/** Downloads one registered version into a folder. */
export async function runDownloadModel(
  values: DownloadModelValues,
  context: StepContext,
): Promise<Outputs> {
  using stores = await openStores(values['ca-certificates'], context);
  const { settings, log, clock, signal } = context;
  const [model] = await findModels(
    { choices: [values.model], registry: values['model-registry'], image: undefined },
    { stores, context },
  );
  if (model === undefined) throw new ModelError('MODEL_UNKNOWN', 'no model was found');
  const folder = resolve(settings.workingDirectory, values['download-path']);
  await downloadModel(
    { model, folder, existing: values.replace ? 'replace' : 'refuse' },
    { log, clock, signal },
  );
  log.info(`${folder} holds ${model.id} (${model.digest}).`);
  return {
    path: folder,
    'model-name': model.name,
    'model-version': model.version,
    'model-reference': model.reference,
    'model-digest': model.digest,
  };
}
