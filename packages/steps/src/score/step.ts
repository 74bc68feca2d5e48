import type { Step } from '../step.ts';
import { scoreInputs, scoreOutputs } from './inputs.ts';

/** The command line's batch inference; its work is loaded when its inputs are good. */
export const scoreStep = {
  name: 'score',
  title: 'Score',
  description: 'Sends many inputs to a model image and keeps the answers.',
  inputs: scoreInputs,
  outputs: scoreOutputs,
  check(values, spell) {
    if ((values.image === undefined) !== (values.url === undefined)) return [];
    return [{ message: `give either ${spell('image')} or ${spell('url')}` }];
  },
  async run(values, context) {
    const { runScore } = await import('./run.ts');
    return runScore(values, context);
  },
} as const satisfies Step<typeof scoreInputs>;
