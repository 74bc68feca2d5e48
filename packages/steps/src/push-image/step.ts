import { loginsOf } from '../logins/logins-of.ts';
import type { Step } from '../step.ts';
import { attestFaults } from './attest-faults.ts';
import { pushImageInputs, pushImageOutputs } from './inputs.ts';

/** The step as every surface starts it; its work is loaded when its inputs are known to be good. */
export const pushImageStep = {
  name: 'push-image',
  title: 'Push image',
  description: 'Puts release tags on the digest that passed its smoke test.',
  inputs: pushImageInputs,
  outputs: pushImageOutputs,
  check: attestFaults,
  logins: loginsOf,
  async run(values, context) {
    const { runPushImage } = await import('./run.ts');
    return runPushImage(values, context);
  },
} as const satisfies Step<typeof pushImageInputs>;
