import { frameworkFaults } from '../inputs/model.ts';
import { loginsOf } from '../logins/logins-of.ts';
import type { Step } from '../step.ts';
import { registerModelInputs, registerModelOutputs } from './inputs.ts';

/** The step as every surface starts it; its work is loaded when its inputs are known to be good. */
export const registerModelStep = {
  name: 'register-model',
  title: 'Register model',
  description:
    'Stores a model as a new version, in a form that images can reference without copying it.',
  inputs: registerModelInputs,
  outputs: registerModelOutputs,
  check: frameworkFaults,
  logins: loginsOf,
  async run(values, context) {
    const { runRegisterModel } = await import('./run.ts');
    return runRegisterModel(values, context);
  },
} as const satisfies Step<typeof registerModelInputs>;
