import type { Outputs, StepContext } from '../step.ts';
import { checkImage } from './check.ts';
import type { BaseImagesValues } from './inputs.ts';
import { listBaseImages } from './list.ts';

/** Lists the known images, or checks the one that is named. */
export async function runBaseImages(
  values: BaseImagesValues,
  context: StepContext,
): Promise<Outputs> {
  const { image } = values;
  if (image !== undefined) return checkImage({ ...values, image }, context);
  context.answer(listBaseImages());
  return {};
}
