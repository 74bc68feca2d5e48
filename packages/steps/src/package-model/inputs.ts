import { loginInputs } from '../inputs/logins.ts';
import { optionalInput } from '../inputs/define.ts';
import { caCertificates } from '../inputs/machine.ts';
import { modelFramework, modelFrameworkVersion, modelRegistry, models } from '../inputs/model.ts';
import {
  aptPackages,
  baseImage,
  dockerfile,
  environmentManager,
  generateDockerfile,
  inferenceConfig,
  lockFile,
  modelLayout,
  output,
  packagePath,
  replaceModelCopy,
  upgrade,
  requirements,
  workingDirectory,
} from '../inputs/package.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

export const packageModelInputs = {
  model: optionalInput(models),
  'model-registry': modelRegistry,
  'model-framework': modelFramework,
  'model-framework-version': modelFrameworkVersion,
  'inference-config': inferenceConfig,
  'working-directory': workingDirectory,
  'base-image': baseImage,
  dockerfile,
  'replace-model-copy': replaceModelCopy,
  'environment-manager': environmentManager,
  requirements,
  'apt-packages': aptPackages,
  'model-layout': modelLayout,
  upgrade,
  'package-path': packagePath,
  'generate-dockerfile': generateDockerfile,
  output,
  'lock-file': lockFile,
  'ca-certificates': caCertificates,
  ...loginInputs,
} as const satisfies InputTable;

export const packageModelOutputs = {
  'package-path': { description: 'Folder of the package.' },
  'plan-digest': { description: 'Digest of the plan: sha256:…' },
  'environment-digest': { description: 'Digest of what goes into the environment image: sha256:…' },
} as const satisfies OutputTable;

export type PackageModelValues = ValuesOf<typeof packageModelInputs>;
