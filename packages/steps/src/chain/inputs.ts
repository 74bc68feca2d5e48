import { buildImageInputs, buildImageOutputs } from '../build-image/inputs.ts';
import { optionalInput, switchInput } from '../inputs/define.ts';
import { imageTarget } from '../inputs/image.ts';
import { modelYaml } from '../inputs/model-yaml.ts';
import { existingModels, furtherModels, modelName, modelPath } from '../inputs/model.ts';
import { reportPath } from '../inputs/smoke.ts';
import { packageModelInputs, packageModelOutputs } from '../package-model/inputs.ts';
import { push, pushImageInputs, pushImageOutputs } from '../push-image/inputs.ts';
import { registerModelInputs, registerModelOutputs } from '../register-model/inputs.ts';
import { imageTestInputs, smokeTestOutputs } from '../smoke-test/inputs.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

/** Every step's inputs; what one step hands to the next is not among them. */
export const chainInputs = {
  'model-yaml': modelYaml,
  ...registerModelInputs,
  'model-name': optionalInput(modelName),
  'model-path': optionalInput(modelPath),
  'further-models': furtherModels,
  ...packageModelInputs,
  model: existingModels,
  ...buildImageInputs,
  ...imageTestInputs,
  ...pushImageInputs,
  image: optionalInput(imageTarget),
  push,
  'report-path': reportPath,
  'dry-run': switchInput({ group: 'package', description: 'Print the plan and move nothing.' }),
} as const satisfies InputTable;

/** Every step's outputs. */
export const chainOutputs = {
  ...registerModelOutputs,
  ...packageModelOutputs,
  ...buildImageOutputs,
  ...smokeTestOutputs,
  ...pushImageOutputs,
} as const satisfies OutputTable;

export type ChainValues = ValuesOf<typeof chainInputs>;
