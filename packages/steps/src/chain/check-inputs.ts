import type { Fault } from '@package-model/core/errors';
import { frameworkFaults } from '../inputs/model.ts';
import type { Spell } from '../parse-inputs.ts';
import type { ChainValues } from './inputs.ts';

/** What the chain lacks once model.yaml has been read: inputs that may come from either. */
export function missingInputs(values: ChainValues, spell: Spell): readonly Fault[] {
  const remedy = `give it, or describe the chain in ${spell('model-yaml')}`;
  const needed = [
    values.model === undefined && values['model-name'] === undefined && 'model-name',
    values.model === undefined && values['model-path'] === undefined && 'model-path',
  ];
  const missing = needed
    .filter((name) => name !== false)
    .map((name) => ({ message: `${spell(name)} is required; ${remedy}` }));
  return [...missing, ...frameworkFaults(values, spell)];
}
