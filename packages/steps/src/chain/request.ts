import { InputError } from '@package-model/core/errors';
import { formatLocation, modelLocation } from '@package-model/core/oci/reference';
import type { ImageReference } from '@package-model/core/oci/reference';
import { forkRegistry, targetHere } from '../fork.ts';
import type { NamedPath } from '../inputs/model.ts';
import type { StepContext } from '../step.ts';
import { missingInputs } from './check-inputs.ts';
import type { ChainValues } from './inputs.ts';

/** What the chain needs, checked. */
export type ChainRequest = ChainValues;

/**
 * The chain's inputs as they must be; BAD_INPUT with all that neither call nor model.yaml gave. A run
 * that pushes nothing, as one for a pull request from a fork, has folders as its targets.
 */
export function requireInputs(
  values: ChainValues,
  context: Pick<StepContext, 'spell' | 'isForkPullRequest'>,
): ChainRequest {
  const faults = missingInputs(values, (name) => context.spell(name));
  if (faults.length > 0) throw new InputError('BAD_INPUT', faults);
  if (context.isForkPullRequest !== true && values.push) return values;
  const { image, model: [chosen] = [], 'model-registry': registry } = values;
  const named = chosen?.kind === 'version' ? chosen.name : undefined;
  const name = values['model-name'] ?? named ?? 'model';
  return {
    ...values,
    'model-registry': chosen === undefined ? forkRegistry : registry,
    image: targetHere(image ?? { location: modelLocation(forkRegistry, name) }),
  };
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
