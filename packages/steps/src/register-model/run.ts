import { formatSize } from '@package-model/core/format-size';
import { createDigestCache, noDigestCache } from '@package-model/core/model/digest-cache';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import type { StoredModel } from '@package-model/core/model/types';
import { modelLocation } from '@package-model/core/oci/reference';
import type { ImageReference } from '@package-model/core/oci/reference';
import { chooseModelRegistry } from '../choose-registry.ts';
import { registryToWrite } from '../fork.ts';
import { frameworkOf } from '../inputs/model.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import type { Outputs, StepContext } from '../step.ts';
import type { RegisterModelValues } from './inputs.ts';

/** Registers the next version of a model and says what it is. */
export async function runRegisterModel(
  values: RegisterModelValues,
  context: StepContext,
): Promise<Outputs> {
  using stores = await openStores(values['ca-certificates'], context);
  return modelOutputs(await register(values, undefined, { stores, context }));
}

/** The work itself, for the chain too; `image` decides the registry where the input does not. */
export async function register(
  values: Omit<RegisterModelValues, 'ca-certificates'>,
  image: ImageReference | undefined,
  deps: { readonly stores: Stores; readonly context: StepContext },
): Promise<StoredModel> {
  const { stores, context } = deps;
  const { settings, log, clock, signal } = context;
  const name = values['model-name'];
  const wanted = registryToWrite(values['model-registry'], context);
  const registry = chooseModelRegistry(wanted, image, context);
  const entries = await listModelFiles(values['model-path'], settings.workingDirectory);
  const description = values['model-description'];
  const framework = frameworkOf(values);
  const cache = settings.cacheDirectory;
  const model = await registerModel(
    {
      name,
      entries,
      ...(description === undefined ? {} : { description }),
      ...(framework === undefined ? {} : { framework }),
    },
    stores.repositories.open(modelLocation(registry, name)),
    {
      log,
      clock,
      signal,
      digests: cache === undefined ? noDigestCache : createDigestCache(cache),
    },
  );
  const sizeBytes = model.files.reduce((total, file) => total + file.sizeBytes, 0);
  const files = model.files.length === 1 ? '1 file' : `${model.files.length} files`;
  log.info(`Registered ${model.id} (${files}, ${formatSize(sizeBytes)}) as ${model.reference}.`);
  await context.publish({ kind: 'run-tag', text: model.id });
  return model;
}

/** What register-model tells of a version. */
export function modelOutputs(model: StoredModel) {
  return {
    'model-name': model.name,
    'model-version': model.version,
    'model-id': model.id,
    'model-digest': model.digest,
    'model-reference': model.reference,
  };
}
