import type { Step } from '../step.ts';
import { lockInputs, lockOutputs } from './inputs.ts';

/** The command line's way to refresh the lock file; its work is loaded when its inputs are good. */
export const lockStep = {
  name: 'lock',
  title: 'Lock',
  description:
    'Builds the environment image anew, pins it in the lock file and shows what changed.',
  inputs: lockInputs,
  outputs: lockOutputs,
  async complete(raw, deps) {
    const { completeFromModelYaml } = await import('../model-yaml.ts');
    return completeFromModelYaml(raw, deps);
  },
  check(values, spell) {
    if (values.image !== undefined || values['model-name'] !== undefined) return [];
    const message = `${spell('image')} is required; give it, or describe the chain in ${spell('model-yaml')}`;
    return [{ message }];
  },
  async run(values, context) {
    const { runLock } = await import('./run.ts');
    return runLock(values, context);
  },
} as const satisfies Step<typeof lockInputs>;
