import { InputError } from '@package-model/core/errors';
import { formatLocation } from '@package-model/core/oci/reference';
import type { ImageReference } from '@package-model/core/oci/reference';
import type { NamedPath } from '../inputs/model.ts';
import type { StepContext } from '../step.ts';
import { missingInputs } from './check-inputs.ts';
import type { ChainValues } from './inputs.ts';

/** What the chain needs, checked. */
export type ChainRequest = ChainValues;

/** The chain's inputs as they must be; BAD_INPUT with all that neither call nor model.yaml gave. */
export function requireInputs(values: ChainValues, context: StepContext): ChainRequest {
  const faults = missingInputs(values, (name) => context.spell(name));
  if (faults.length > 0) throw new InputError('BAD_INPUT', faults);
  return values;
}

/** The models that a run registers, in the order of their versions; [] where it uses registered ones. */
export function modelsToRegister(request: ChainRequest): readonly NamedPath[] {
  const { model, 'model-name': name, 'model-path': path, 'further-models': further } = request;
  if (model !== undefined || name === undefined || path === undefined) return [];
  return [{ name, path }, ...(further ?? [])];
}

/** The image's target as users write it. */
export function formatTarget(image: ImageReference): string {
  return image.tag === undefined
    ? formatLocation(image.location)
    : `${formatLocation(image.location)}:${image.tag}`;
}
