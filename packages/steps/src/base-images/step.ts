import type { Step } from '../step.ts';
import { baseImagesInputs, baseImagesOutputs } from './inputs.ts';

/** The command line's question about base images; its work is loaded when its inputs are good. */
export const baseImagesStep = {
  name: 'base-images',
  title: 'Base images',
  description: 'Lists the known Azure ML images, or checks whether an image can be a base image.',
  inputs: baseImagesInputs,
  outputs: baseImagesOutputs,
  async run(values, context) {
    const { runBaseImages } = await import('./run.ts');
    return runBaseImages(values, context);
  },
} as const satisfies Step<typeof baseImagesInputs>;
