import type { Fault } from '@package-model/core/errors';
import { frameworkFaults } from '../inputs/model.ts';
import { baselineFaults } from '../inputs/smoke-baseline.ts';
import { recordFaults } from '../inputs/smoke-cases.ts';
import { checkReportPaths } from '../inputs/smoke-reports.ts';
import type { Spell } from '../parse-inputs.ts';
import type { ChainValues } from './inputs.ts';

/** What the chain lacks once model.yaml has been read: inputs that may come from either. */
export function missingInputs(values: ChainValues, spell: Spell): readonly Fault[] {
  const remedy = `give it, or describe the chain in ${spell('model-yaml')}`;
  const [name, path] = [values['model-name'], values['model-path']];
  // A Dockerfile of the user may bring the model itself.
  const none = [name, path, values['further-models']].every((value) => value === undefined);
  const brought = values.dockerfile !== undefined && none;
  const registers = values.model === undefined && !brought;
  const needed = [
    registers && name === undefined && 'model-name',
    registers && path === undefined && 'model-path',
  ];
  const missing = needed
    .filter((name) => name !== false)
    .map((name) => ({ message: `${spell(name)} is required; ${remedy}` }));
  return [
    ...missing,
    ...furtherFaults(values, spell),
    ...frameworkFaults(values, spell),
    ...baselineFaults(values, spell),
    ...recordFaults(values, spell),
    ...checkReportPaths(values, spell),
    ...transferFaults(values, spell),
  ];
}

function furtherFaults(values: ChainValues, spell: Spell): Fault[] {
  const further = values['further-models'] ?? [];
  const place = { key: spell('further-models') };
  if (further.length > 0 && values.model !== undefined) {
    const message = `registers models, and ${spell('model')} uses registered ones; name all of them there`;
    return [{ message, place }];
  }
  const names = [values['model-name'], ...further.map(({ name }) => name)];
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => {
    return { message: `names the model ${name} a second time; give each its own name`, place };
  });
}

function transferFaults(values: ChainValues, spell: Spell): Fault[] {
  if (values['model-transfer'] !== 'mount' || values.accept === 'mount') return [];
  const message = `mount is a pre-check, which promotes nothing by itself; use image, or give ${spell('accept')}: mount`;
  return [{ message, place: { key: spell('model-transfer') } }];
}
