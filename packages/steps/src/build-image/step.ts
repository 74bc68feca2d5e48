import { loginsOf } from '../logins/logins-of.ts';
import type { Step } from '../step.ts';
import { buildImageInputs, buildImageOutputs } from './inputs.ts';

/** The step as every surface starts it; its work is loaded when its inputs are known to be good. */
export const buildImageStep = {
  name: 'build-image',
  title: 'Build image',
  description: 'Builds the image of a package and pushes it as a candidate, without a release tag.',
  inputs: buildImageInputs,
  outputs: buildImageOutputs,
  logins: loginsOf,
  async run(values, context) {
    const { runBuildImage } = await import('./run.ts');
    return runBuildImage(values, context);
  },
} as const satisfies Step<typeof buildImageInputs>;
