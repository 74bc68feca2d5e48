import { corpus, proof } from './feature.ts';
import type { Row } from './feature.ts';

/** Keys of inferenceconfig.json. */
export const configuration: readonly Row[] = [
  ['`entryScript`', corpus('docs-three-keys')],
  ['`sourceDirectory`', corpus('docs-source-dir-dummy')],
  ['`runtime`', corpus('docs-flat-2019')],
  ['`condaFile`', corpus('docs-flat-2019')],
  ['`baseImage`', corpus('docs-custom-base-image')],
  ['`baseImageRegistry`, as text and as an object', corpus('private-registry')],
  ['`extraDockerfileSteps`', corpus('extra-docker-steps')],
  ['`extraDockerFileSteps`, as a table spelt it', corpus('extra-docker-steps-table-spelling')],
  ['`enableGpu`, `cudaVersion`', corpus('gpu-2019')],
  ['`description`', corpus('yaml-flat')],
  ['`environment`', corpus('docs-environment-inline')],
  ['`environment` wins over the flat keys beside it', corpus('environment-beside-flat-keys')],
  ['null in every key that may be', corpus('nulls-everywhere')],
  ['two configurations in one folder', corpus('two-configs')],
  ['unknown keys are named with the one that was meant', corpus('misspelt-keys')],
];

/** Parts of an environment, and ways to name one. */
export const environment: readonly Row[] = [
  ['`environment.name`, `environment.version`', corpus('docs-environment-inline')],
  ['`environment.environmentVariables`', corpus('docs-environment-inline')],
  ['`environment.python.condaDependencies`', corpus('docs-environment-inline')],
  ['`environment.python.condaDependenciesFile`', corpus('yaml-environment')],
  ['`environment.python.userManagedDependencies`', corpus('user-managed')],
  ['`environment.python.interpreterPath`', corpus('base-dockerfile-text')],
  ['`environment.python.baseCondaEnvironment`', corpus('base-conda-environment')],
  ['`environment.docker.baseImage`', corpus('user-managed')],
  ['`environment.docker.baseDockerfile`, as text and as a path', corpus('base-dockerfile-file')],
  ['`environment.docker.baseImageRegistry`', corpus('private-registry')],
  ['`environment.docker.platform`', corpus('docs-environment-inline')],
  ['`environment.docker.enabled`, `sharedVolumes`: no effect', corpus('scaffold')],
  ['`environment.docker.arguments`, `shmSize`, `gpuSupport`', corpus('run-time-only-keys')],
  ['`environment.inferencingStackVersion`', corpus('scaffold')],
  ['`environment.databricks`', corpus('run-time-only-keys')],
  ['`environment.r`: refused', corpus('environment-faults')],
  ['`environment.spark`, `runtime: spark-py`: refused', corpus('spark')],
  ['an environment by its file or folder', corpus('environment-folder')],
  ['an environment by a conda file', corpus('environment-conda-file')],
  ['an environment by an image', corpus('environment-image')],
  [
    'an environment of the workspace: refused with what to write',
    corpus('environment-of-workspace'),
  ],
];

/** How files are written and found. */
export const files: readonly Row[] = [
  ['YAML in place of JSON', corpus('yaml-flat')],
  ['comments and trailing commas in JSON', corpus('json-comments')],
  ['byte order marks', corpus('json-bom')],
  ['Windows line ends', corpus('json-crlf')],
  ["Python's True, False and None", corpus('json-python-literals')],
  ['paths from the folder of the call', corpus('config-in-subfolder-root-paths')],
  ["paths from the configuration's own folder", corpus('config-in-subfolder-own-paths')],
  ['a conda file above the source directory', corpus('conda-above')],
  ['a source directory above the folder of the call', corpus('source-directory-up')],
  ['a path that is there twice: refused with both', corpus('ambiguous-paths')],
  ['backslashes in paths', corpus('windows-paths')],
  ['capital letters that differ from the disk', corpus('capital-names')],
  ['absolute paths and paths that leave: refused', corpus('paths-that-leave')],
  [
    '`.amlignore`',
    proof(
      'unit/core/package/code/ignore-rules',
      'takes .amlignore before .dockerignore before .gitignore, and only one of them',
    ),
  ],
  [
    'the executable bit as git has it',
    proof(
      'unit/core/package/code/code',
      "takes the executable bit from git's index, else from the file",
    ),
  ],
];

/** What could be registered. */
export const models: readonly Row[] = [
  [
    '`Model.register` counts versions by name',
    proof('unit/core/model/register', 'the same bytes twice are one blob and two versions'),
  ],
  [
    '`model_path` is a file',
    proof('unit/core/model/list-files', 'a file stands under its own name, wherever it comes from'),
  ],
  [
    '`model_path` is a folder, whose own name stays',
    proof(
      'unit/core/model/list-files',
      'a folder keeps its name; empty folders and all names are in, by code unit',
    ),
  ],
  [
    '`model_framework`, `model_framework_version`',
    proof(
      'unit/core/package/no-code/model-files',
      'the framework stays with the version, and a version without one is as before',
    ),
  ],
  ['`tags`, `properties`'],
  ['`child_paths`'],
  ['`datasets`, `sample_input_dataset`, `resource_configuration`'],
  [
    '`Model(ws, name, version)`',
    proof('unit/core/model/register', 'a version is found by number, by digest and as the latest'),
  ],
  [
    '`model.download`',
    proof(
      'integration/download-model',
      'a download whose connection broke goes on from where it broke',
    ),
  ],
  ['`Model.list`'],
];
