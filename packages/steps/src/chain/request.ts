import { InputError } from '@package-model/core/errors';
import type { Fault } from '@package-model/core/errors';
import { formatLocation } from '@package-model/core/oci/reference';
import type { ImageReference } from '@package-model/core/oci/reference';
import type { StepContext } from '../step.ts';
import type { ChainValues } from './inputs.ts';

/** What the chain needs, none of it optional any more. */
export type ChainRequest = ChainValues & { readonly 'inference-config': string };

/** The chain's inputs, or one error that names all that neither call nor model.yaml gave. */
export function requireInputs(values: ChainValues, context: StepContext): ChainRequest {
  const { 'inference-config': inferenceConfig, model } = values;
  const faults: Fault[] = [];
  const need = (name: string, what: string): void => {
    const remedy = `give it, or describe the chain in ${context.spell('model-yaml')}`;
    faults.push({ message: `${what} is missing; ${remedy}`, place: { key: context.spell(name) } });
  };
  if (model === undefined) {
    if (values['model-name'] === undefined) need('model-name', 'the name of the model');
    if (values['model-path'] === undefined) need('model-path', 'the path of the model');
  }
  if (inferenceConfig === undefined) need('inference-config', 'the inference configuration');
  if (faults.length > 0 || inferenceConfig === undefined) throw new InputError('BAD_INPUT', faults);
  return { ...values, 'inference-config': inferenceConfig };
}

/** The image's target as users write it. */
export function formatTarget(image: ImageReference): string {
  return image.tag === undefined
    ? formatLocation(image.location)
    : `${formatLocation(image.location)}:${image.tag}`;
}
