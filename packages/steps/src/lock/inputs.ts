import { buildImageInputs } from '../build-image/inputs.ts';
import { optionalInput } from '../inputs/define.ts';
import { imageTarget } from '../inputs/image.ts';
import { modelName, modelPath } from '../inputs/model.ts';
import { modelYaml } from '../inputs/model-yaml.ts';
import { packageModelInputs } from '../package-model/inputs.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

const {
  model: _model,
  'model-layout': _layout,
  'generate-dockerfile': _dockerfile,
  ...planInputs
} = packageModelInputs;
const { 'environment-trust': _trust, ...environmentInputs } = buildImageInputs;

/** What decides on an environment, and what builds it. */
export const lockInputs = {
  'model-yaml': modelYaml,
  ...planInputs,
  'model-name': optionalInput(modelName),
  'model-path': optionalInput(modelPath),
  ...environmentInputs,
  image: optionalInput(imageTarget),
} as const satisfies InputTable;

export const lockOutputs = {
  'lock-file': { description: 'The lock file.' },
  'environment-image': { description: 'The environment image by digest: repository@sha256:…' },
  changed: { description: 'true when the lock pins another environment image than before.' },
} as const satisfies OutputTable;

export type LockValues = ValuesOf<typeof lockInputs>;
