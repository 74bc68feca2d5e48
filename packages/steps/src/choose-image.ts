import type { StoredModel } from '@package-model/core/model/types';
import { modelLocation } from '@package-model/core/oci/reference';
import type { ImageReference, ModelRegistryLocation } from '@package-model/core/oci/reference';
import { chooseModelRegistry } from './choose-registry.ts';
import type { StepContext } from './step.ts';

type Wanted = {
  readonly image: ImageReference | undefined;
  readonly 'model-registry': ModelRegistryLocation | undefined;
  readonly 'model-name': string | undefined;
};

/** The image's target; without one the model's own repository, where nothing needs to move. */
export function chooseImage(
  wanted: Wanted,
  models: readonly StoredModel[] | undefined,
  context: Pick<StepContext, 'settings' | 'spell'>,
): ImageReference {
  if (wanted.image !== undefined) return wanted.image;
  const registry = chooseModelRegistry(wanted['model-registry'], undefined, context);
  const name = models?.[0]?.name ?? wanted['model-name'] ?? 'model';
  return { location: modelLocation(registry, name) };
}
