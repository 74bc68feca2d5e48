import { stringify } from 'yaml';
import type { Input } from '@package-model/steps/step';
import type { Surface } from './surfaces.ts';

/** Text of an action.yml: its inputs and outputs are the step's tables. */
export function renderAction(surface: Surface): string {
  const { step, action } = surface;
  const up = '../'.repeat(action.split('/').length - 1);
  const manifest = {
    name: step.name === 'chain' ? 'package-model' : `package-model ${step.name}`,
    description: step.description,
    author: 'The package-model authors',
    branding: { icon: 'package', color: 'blue' },
    inputs: Object.fromEntries(
      Object.entries(step.inputs).map(([name, input]) => [name, renderInput(input)]),
    ),
    outputs: step.outputs,
    runs: { using: 'node24', main: `${up}dist/${step.name}.js` },
  };
  return `# Generated from packages/steps/src/${step.name}/inputs.ts by npm run generate.\n${stringify(manifest, { lineWidth: 100, aliasDuplicateObjects: false })}`;
}

function renderInput(input: Input) {
  return {
    description: describe(input),
    required: input.required === true,
    ...(input.default !== undefined && { default: input.default }),
  };
}

/** An input's description with what a surface cannot say elsewhere. */
export function describe(input: Input): string {
  const values = input.values === undefined ? '' : ` One of: ${input.values.join(', ')}.`;
  return `${input.description}${values}`;
}
