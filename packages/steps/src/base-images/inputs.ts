import { optionalText } from '../inputs/define.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

export const baseImagesInputs = {
  image: optionalText('text', {
    description:
      'Image to check: HOST/NAME[:TAG][@DIGEST], or dir:PATH[:TAG] (an OCI image layout folder). Without it the known Azure ML images are listed.',
    example: 'python:3.12-slim',
  }),
} as const satisfies InputTable;

export const baseImagesOutputs = {} as const satisfies OutputTable;

export type BaseImagesValues = ValuesOf<typeof baseImagesInputs>;
