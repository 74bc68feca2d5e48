import { loginsOf } from '../logins/logins-of.ts';
import { attestFaults } from '../push-image/attest-faults.ts';
import type { Step } from '../step.ts';
import { missingInputs } from './check-inputs.ts';
import { chainInputs, chainOutputs } from './inputs.ts';

/** The step as every surface starts it; its work is loaded when its inputs are known to be good. */
export const chainStep = {
  name: 'chain',
  title: 'Package model: the whole chain',
  description: 'Registers, packages, builds, smoke-tests and promotes a model in one go.',
  inputs: chainInputs,
  outputs: chainOutputs,
  async complete(raw, deps) {
    const { completeFromModelYaml } = await import('../model-yaml.ts');
    return completeFromModelYaml(raw, deps);
  },
  check: (values, spell, job) => [
    ...missingInputs(values, spell),
    ...attestFaults(values, spell, job),
  ],
  logins: loginsOf,
  async run(values, context) {
    const { runChain } = await import('./run.ts');
    return runChain(values, context);
  },
} as const satisfies Step<typeof chainInputs>;
