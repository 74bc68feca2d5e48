import type { Outputs, StepContext } from '../step.ts';
import type { BaseImagesValues } from './inputs.ts';
import { listBaseImages } from './list.ts';

/** Lists the known images. */
export function runBaseImages(_values: BaseImagesValues, context: StepContext): Promise<Outputs> {
  context.answer(listBaseImages());
  return Promise.resolve({});
}
