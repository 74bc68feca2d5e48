import { InputError } from '@package-model/core/errors';
import type { ImageReference, ModelRegistryLocation } from '@package-model/core/oci/reference';
import type { StepContext } from './step.ts';

const LOCAL: ModelRegistryLocation = { kind: 'layout', path: '.models' };

/**
 * Where models live when the input does not say: a folder on a terminal; in a pipeline, whose
 * folders are gone with the runner, the image's registry, or an error that says so.
 */
export function chooseModelRegistry(
  given: ModelRegistryLocation | undefined,
  image: ImageReference | undefined,
  context: Pick<StepContext, 'settings' | 'spell'>,
): ModelRegistryLocation {
  if (given !== undefined) return given;
  if (!context.settings.ci) return LOCAL;
  if (image?.location.kind === 'registry') {
    const { host, repository } = image.location;
    const prefix = repository.split('/').slice(0, -1).join('/');
    return { kind: 'registry', host, prefix };
  }
  const message =
    'a pipeline must say where models live: a folder is gone with the runner and would register ' +
    'version 1 for ever; give oci://HOST/PREFIX (or dir:PATH on a disk that stays)';
  const place = { key: context.spell('model-registry') };
  throw new InputError('BAD_INPUT', [{ message, place }]);
}
