import { findModel } from '@package-model/core/model/find-model';
import type { StoredModel } from '@package-model/core/model/types';
import { InputError } from '@package-model/core/errors';
import { modelLocation } from '@package-model/core/oci/reference';
import type { ImageReference, ModelRegistryLocation } from '@package-model/core/oci/reference';
import { chooseModelRegistry } from '../choose-registry.ts';
import type { ModelChoice } from '../inputs/model.ts';
import type { Stores } from '../open-stores.ts';
import type { StepContext } from '../step.ts';

export type FindModels = {
  readonly choices: readonly ModelChoice[];
  readonly registry: ModelRegistryLocation | undefined;
  readonly image: ImageReference | undefined;
};

/** The registered versions that an input names, in its order. */
export async function findModels(
  request: FindModels,
  deps: { readonly stores: Stores; readonly context: StepContext },
): Promise<StoredModel[]> {
  const { stores, context } = deps;
  const models: StoredModel[] = [];
  for (const choice of request.choices) {
    if (choice.kind === 'reference') {
      models.push(await byReference(choice.reference, deps));
      continue;
    }
    const registry = chooseModelRegistry(request.registry, request.image, context);
    const repository = stores.repositories.open(modelLocation(registry, choice.name));
    models.push(await findModel(repository, choice.name, choice.version, context.signal));
  }
  return models;
}

async function byReference(
  reference: ImageReference,
  deps: { readonly stores: Stores; readonly context: StepContext },
): Promise<StoredModel> {
  const { digest, location } = reference;
  if (digest === undefined) {
    const message = 'a model is named by name:version or by REPOSITORY@sha256:…';
    throw new InputError('BAD_INPUT', [{ message, place: { key: deps.context.spell('model') } }]);
  }
  const repository = deps.stores.repositories.open(location);
  return findModel(repository, repository.name, digest, deps.context.signal);
}
