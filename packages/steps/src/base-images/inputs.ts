import { optionalText, switchInput } from '../inputs/define.ts';
import {
  baseRegistryPassword,
  baseRegistryUsername,
  caCertificates,
  docker,
} from '../inputs/machine.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

export const baseImagesInputs = {
  image: optionalText('text', {
    description:
      'Image to check: HOST/NAME[:TAG][@DIGEST], or dir:PATH[:TAG] (an OCI image layout folder). Without it the known Azure ML images are listed.',
    example: 'python:3.12-slim',
  }),
  engine: switchInput({
    description:
      "Read the image from the engine, which pulls it when it has none, and ask the image's own Python too.",
  }),
  'base-registry-username': baseRegistryUsername,
  'base-registry-password': baseRegistryPassword,
  docker,
  'ca-certificates': caCertificates,
} as const satisfies InputTable;

export const baseImagesOutputs = {
  'base-image': { description: 'The checked image by digest: HOST/NAME@sha256:…' },
  'base-registry': { description: 'Registry of the image: HOST.' },
  'login-command': {
    description: 'Command that logs docker in to that registry; it asks for the password.',
  },
} as const satisfies OutputTable;

export type BaseImagesValues = ValuesOf<typeof baseImagesInputs>;
