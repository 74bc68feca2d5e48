import { proof } from './feature.ts';
import type { Row } from './feature.ts';

const examples = proof('integration/examples', 'examples/%s answers as its cases say');

/** What could be packaged and run. */
export const packaging: readonly Row[] = [
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
    'two versions of one model in one image',
    proof(
      'integration/model-layout',
      'two versions of one model are copied to their paths, where a plain walk finds them',
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
  [
    '`Model.profile`',
    proof(
      'integration/smoke-profile',
      'the memory a service needs is found within the budget and written down',
    ),
  ],
  ['`Model.deploy`, `az ml model deploy`'],
];

/** Models that need no entry script. */
export const noCode: readonly Row[] = [
  ['scikit-learn: a pickle or joblib file and its version', examples],
  ['ONNX on onnxruntime', examples],
  [
    'TensorFlow SavedModel: script and environment; not run in CI, as TensorFlow is too large',
    proof(
      'unit/core/package/no-code/generate-service',
      'a saved TensorFlow model is planned with the version that saved it',
    ),
  ],
  ['an MLflow model folder', examples],
  [
    'the example of `/swagger.json` is a good request',
    proof('integration/examples', 'the example in /swagger.json of examples/%s is a good request'),
  ],
];

/** What an image can be built on. */
export const baseImages: readonly Row[] = [
  [
    "Azure ML's own images, retired ones with what takes their place",
    proof('unit/core/base/known-image', '%s is retired and %s takes its place'),
  ],
  [
    'a check of any image by its layers',
    proof(
      'integration/base-images',
      'what the layers in the registry say is what the running container says',
    ),
  ],
  [
    'an image of the workspace without its registry: refused',
    proof(
      'unit/core/package/environment/choose-base',
      "a workspace's own image without its registry is refused",
    ),
  ],
  [
    'a prebuilt inference image, extended by a Dockerfile',
    proof(
      'integration/examples',
      'examples/prebuilt-image runs as the user of the image that it extends',
    ),
  ],
  [
    'a base image in a private registry',
    proof(
      'integration/examples',
      'examples/private-base is served with a login that is given, and refused without',
    ),
  ],
];

/** How packages come into an image. */
export const environments: readonly Row[] = [
  [
    'conda packages that PyPI has are installed by pip',
    proof('unit/core/package/environment/conda', 'move to pip by a rule that is printed'),
  ],
  [
    'packages that only conda channels have',
    proof(
      'integration/conda',
      'serves what only conda packages bring, with the Python of the channel',
    ),
  ],
  [
    'Debian packages and extra Dockerfile steps as root, the server as the user of the image',
    proof('integration/environment-steps', 'are made by root, and the server runs as that user'),
  ],
  [
    'the scoring server in the version that fits the pins',
    proof('unit/core/package/environment/scoring-server', 'for Python %s and %j is %j'),
  ],
  [
    'pins that no scoring server fits: refused with both sides',
    proof(
      'unit/core/package/environment/scoring-server',
      'that no line allows is refused with both sides and their places',
    ),
  ],
  [
    'requirements that conflict: found before the build, told with both sides and the line',
    proof('integration/prebuilt', 'are told with both sides and their place, and nothing is built'),
  ],
  [
    'a prebuilt image as it is (nginx, runit, `dockeruser`): nothing is built, /score through nginx',
    proof(
      'integration/prebuilt',
      'is the environment when nothing is added, and keeps nginx, runit and its user',
    ),
  ],
  [
    '`AZUREML_EXTRA_…` of prebuilt images: installed when the image is built',
    proof(
      'unit/core/package/environment/extensions',
      'have requirements installed when the image is built',
    ),
  ],
  [
    'old pins and Pythons: what cannot run any more, and the smallest change',
    proof('unit/core/package/verdicts/judge-conda-file', 'with %j gets its verdict'),
  ],
  [
    'the change, made by `upgrade`',
    proof(
      'unit/core/package/verdicts/judge-conda-file',
      'takes the Python that keeps the pins, and says it as a diff',
    ),
  ],
  [
    'one environment image for all models with the same environment',
    proof('integration/chain', 'asks no engine to build, save or pull anything in its second run'),
  ],
  [
    'a refresh of the environment that shows what changed',
    proof(
      'integration/lock',
      'locks an environment, finds it unchanged, and makes it anew when its base has changed',
    ),
  ],
];

/** Dockerfiles, ours and the user's. */
export const dockerfiles: readonly Row[] = [
  [
    'the folder of `generate_dockerfile=True` builds with plain docker',
    proof('integration/dockerfile', 'the Dockerfile built by %s gives what the layers give'),
  ],
  [
    'a Dockerfile of your own is read as builders read it',
    proof(
      'unit/core/package/dockerfile/odd-dockerfiles',
      'is read as builders read it, or refused with every place',
    ),
  ],
  [
    'its usual mistakes are found, with line and fix',
    proof('unit/core/package/dockerfile/lint', 'has a case here, an id of its own and a fix'),
  ],
  [
    'its model folder and `AZUREML_MODEL_DIR` stay',
    proof(
      'integration/compare',
      'plain docker makes the same of the folder as we make of layers: %s',
    ),
  ],
];
