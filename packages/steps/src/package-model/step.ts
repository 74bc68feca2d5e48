import { frameworkFaults } from '../inputs/model.ts';
import { loginsOf } from '../logins/logins-of.ts';
import type { Step } from '../step.ts';
import { packageModelInputs, packageModelOutputs } from './inputs.ts';

/** The step as every surface starts it; its work is loaded when its inputs are known to be good. */
export const packageModelStep = {
  name: 'package-model',
  title: 'Package model',
  description:
    'Makes the plan of a serving image from registered models and an inference configuration.',
  inputs: packageModelInputs,
  outputs: packageModelOutputs,
  check: frameworkFaults,
  logins: loginsOf,
  async run(values, context) {
    const { runPackageModel } = await import('./run.ts');
    return runPackageModel(values, context);
  },
} as const satisfies Step<typeof packageModelInputs>;
