import { stringify } from 'yaml';
import type { Input, Step } from '@package-model/steps/step';
import { inputsOf, outputsOf } from '@package-model/steps/surface-inputs';
import type { Surface } from '../surfaces.ts';

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
      Object.entries(inputsOf(step.inputs, 'github')).map(([name, input]) => [
        name,
        renderInput(input, step),
      ]),
    ),
    outputs: renderOutputs(step),
    runs: { using: 'node24', main: `${up}dist/${step.name}.js`, post: `${up}dist/post.js` },
  };
  return `# Generated from packages/steps/src/${step.name}/inputs.ts by npm run generate.\n${stringify(manifest, { lineWidth: 100, aliasDuplicateObjects: false })}`;
}

function renderOutputs({ outputs }: Step) {
  const entries = Object.entries(outputsOf(outputs, 'github'));
  return Object.fromEntries(entries.map(([name, { description }]) => [name, { description }]));
}

function renderInput(input: Input, step: Step) {
  return {
    description: describeFor(input, step),
    required: input.required === true,
    ...manifestDefault(input, step, 'default'),
    ...(input.deprecated !== undefined && { deprecationMessage: input.deprecated }),
    ...(input.expression !== undefined && { default: input.expression }),
  };
}

/**
 * An input's default for a manifest. Runners hand a default on as if the user had given it, and
 * what is given wins over files: a step that reads files too has its defaults in words only.
 */
export function manifestDefault<K extends string>(
  input: Input,
  step: Step,
  key: K,
): { readonly [P in K]?: string } {
  const entry: { [P in K]?: string } = {};
  if (input.default !== undefined && step.complete === undefined) entry[key] = input.default;
  return entry;
}

/** The description in a manifest, with the default where the manifest may not hold it. */
export function describeFor(input: Input, step: Step): string {
  const isInWords = input.default !== undefined && step.complete !== undefined;
  return isInWords ? `${describe(input)} Default: ${input.default}` : describe(input);
}

/** An input's description with what a surface cannot say elsewhere. */
export function describe(input: Input): string {
  const values = input.values === undefined ? '' : ` One of: ${input.values.join(', ')}.`;
  const better = input.deprecated === undefined ? '' : ` Deprecated: ${input.deprecated}.`;
  return `${input.description}${values}${better}`;
}
