/** A test by its file and its name there; with a project of the corpus where the test runs them all. */
export type V1Proof = { readonly file: string; readonly name: string; readonly project?: string };

/** Something that Azure ML SDK v1 or CLI v1 had. */
export type V1Feature = {
  readonly area: string;
  readonly feature: string;
  /** Absent: there is no test yet. */
  readonly test?: V1Proof;
};

/** The tests' file that runs every project of test/fixtures/projects, and its name for each. */
export const corpusTest: V1Proof = {
  file: 'test/unit/core/package/projects/v1-projects.test.ts',
  name: 'gives the same plan or the same faults as ever: %s',
};

const corpus = (project: string): V1Proof => ({ ...corpusTest, project });
const proof = (file: string, name: string): V1Proof => ({ file: `test/${file}.test.ts`, name });
const examples = proof('integration/examples', 'examples/%s answers as its cases say');

type Row = readonly [feature: string, test?: V1Proof];

const configuration: readonly Row[] = [
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

const environment: readonly Row[] = [
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

const files: readonly Row[] = [
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

const models: readonly Row[] = [
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
  ['`Model.list`, `model.download`'],
];

const packaging: readonly Row[] = [
  [
    '`Model.package`',
    proof('integration/chain', 'give the digest of the chain when their outputs are handed on'),
  ],
  [
    '`Model.package(generate_dockerfile=True)`, `package.save`',
    proof(
      'integration/compare',
      'plain docker makes the same of the folder as we make of layers: %s',
    ),
  ],
  [
    '`package.pull`',
    proof('integration/chain', 'with --load leaves an image that plain docker run serves'),
  ],
  ['several models in one image', examples],
  [
    '`AZUREML_MODEL_DIR` for one model',
    proof(
      'unit/core/package/plan/create-plan',
      'sets the variables the scoring server expects, the model folder for one model',
    ),
  ],
  [
    '`AZUREML_MODEL_DIR` for several models',
    proof(
      'unit/core/package/plan/create-plan',
      'points at the folder of all models when there are several',
    ),
  ],
  [
    '`azureml-defaults` brings the scoring server',
    proof('unit/core/package/environment/conda', 'replace azureml-defaults by the server'),
  ],
  [
    '`LocalWebservice`: a container on this machine is ready and answers',
    proof('integration/chain', 'with --load leaves an image that plain docker run serves'),
  ],
  ['`Model.profile`'],
  ['`Model.deploy`, `az ml model deploy`'],
];

const noCode: readonly Row[] = [
  ['scikit-learn: a pickle or joblib file and its version', examples],
  ['ONNX on onnxruntime', examples],
  [
    'TensorFlow SavedModel',
    proof(
      'unit/core/package/no-code/generate-service',
      'a saved TensorFlow model is served in the version that saved it',
    ),
  ],
  ['an MLflow model folder', examples],
  [
    'the example of `/swagger.json` is a good request',
    proof('integration/examples', 'the example in /swagger.json of examples/%s is a good request'),
  ],
];

const serving: readonly Row[] = [
  ['`init()` and `run(raw_data)`', examples],
  [
    '`@input_schema` with `NumpyParameterType`',
    proof('integration/docs', 'the commands of %s work, in order'),
  ],
  ['`@input_schema` with `PandasParameterType`', examples],
  ['`@rawhttp` with the bytes of an image, `AMLResponse`', examples],
];

const area = (name: string, rows: readonly Row[]): V1Feature[] =>
  rows.map(([feature, test]) => ({
    area: name,
    feature,
    ...(test === undefined ? {} : { test }),
  }));

/** What Azure ML SDK v1 and CLI v1 had, in the order of the reference page. */
export const v1Features: readonly V1Feature[] = [
  ...area('inferenceconfig.json', configuration),
  ...area('Environments', environment),
  ...area('Files and paths', files),
  ...area('Models', models),
  ...area('Packages', packaging),
  ...area('Without an entry script', noCode),
  ...area('Serving', serving),
];
