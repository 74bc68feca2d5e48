/** One Azure ML image, or a family of them, below `mcr.microsoft.com/azureml/`. */
export type KnownImage = {
  /** As tables show it; `<…>` stands for a part that varies. */
  readonly name: string;
  /** Regular expression of the names (with tag, where the tag is a part of the kind). */
  readonly pattern: string;
  /** `prebuilt` brings the scoring server; on a `base` the environment is installed. */
  readonly kind: 'prebuilt' | 'base' | 'sample';
  /** `retired`: tags stay pullable, but nothing is patched and current packages may not install. */
  readonly status: 'current' | 'supported' | 'retired' | 'unclear';
  /** The name that takes its place today; always there for retired ones. */
  readonly successor?: string;
  readonly note: string;
};

/** The registry and folder that all of them live in. */
export const knownImagesPrefix = 'mcr.microsoft.com/azureml/';

/** Where the rows come from, and the date of the newest of them. */
export const knownImagesSource = {
  date: '2025-09',
  documents: [
    'MicrosoftDocs/azure-ai-docs: concept-prebuilt-docker-images-inference.md',
    'MicrosoftDocs/azure-ai-docs: how-to-deploy-custom-docker-image.md',
    'Azure/azureml-assets: assets/inference/environments',
    'Azure/AzureML-Containers: base, images, README',
  ],
} as const;

/** Azure ML's images, the ones to take first; the first row whose pattern fits is an image's row. */
export const knownImages: readonly KnownImage[] = [
  {
    name: 'minimal-py312-inference',
    pattern: 'minimal-py312-inference',
    kind: 'prebuilt',
    status: 'current',
    note: 'CPU, Python 3.12; may be published below curated/ only',
  },
  {
    name: 'curated/minimal-py312-cuda12.4-inference',
    pattern: 'curated/minimal-py312-cuda12\\.4-inference',
    kind: 'prebuilt',
    status: 'current',
    note: 'CUDA 12.4, Python 3.12',
  },
  {
    name: 'curated/minimal-<python>[-<cuda>]-inference',
    pattern: 'curated/minimal-py3(?:11|12)(?:-cuda11\\.8)?-inference',
    kind: 'prebuilt',
    status: 'current',
    note: 'py311 and py312 for CPU, py312-cuda11.8',
  },
  {
    name: 'curated/mlflow-py312-inference',
    pattern: 'curated/mlflow-py312-inference',
    kind: 'prebuilt',
    status: 'current',
    note: 'for MLflow models, Python 3.12',
  },
  {
    name: 'minimal-ubuntu22.04-py39-cpu-inference',
    pattern: 'minimal-ubuntu22\\.04-py39-cpu-inference',
    kind: 'prebuilt',
    status: 'supported',
    successor: 'minimal-py312-inference',
    note: 'CPU, Python 3.9',
  },
  {
    name: 'minimal-ubuntu22.04-py39-cuda11.8-gpu-inference',
    pattern: 'minimal-ubuntu22\\.04-py39-cuda11\\.8-gpu-inference',
    kind: 'prebuilt',
    status: 'supported',
    successor: 'curated/minimal-py312-cuda12.4-inference',
    note: 'CUDA 11.8, Python 3.9',
  },
  {
    name: 'inference-base-2204',
    pattern: 'inference-base-2204',
    kind: 'base',
    status: 'current',
    note: 'nginx, runit and conda without an environment: the base for one of your own',
  },
  {
    name: 'inference-base-cuda12.4-ubuntu22.04',
    pattern: 'inference-base-cuda12\\.4-ubuntu22\\.04',
    kind: 'base',
    status: 'current',
    note: 'the same with CUDA 12.4',
  },
  {
    name: 'inference-base-cuda11.8-ubuntu22.04',
    pattern: 'inference-base-cuda11\\.8-ubuntu22\\.04',
    kind: 'base',
    status: 'supported',
    successor: 'inference-base-cuda12.4-ubuntu22.04',
    note: 'the same with CUDA 11.8',
  },
  {
    name: 'inference-base-2004',
    pattern: 'inference-base-2004',
    kind: 'base',
    status: 'retired',
    successor: 'inference-base-2204',
    note: 'Ubuntu 20.04',
  },
  {
    name: 'openmpi5.0-ubuntu24.04',
    pattern: 'openmpi5\\.0-ubuntu24\\.04',
    kind: 'base',
    status: 'current',
    note: 'for training: Open MPI and conda',
  },
  {
    name: 'openmpi5.0-<cuda>-<ubuntu>',
    pattern: 'openmpi5\\.0-cuda12\\.(?:[45]-ubuntu22\\.04|6-ubuntu24\\.04)',
    kind: 'base',
    status: 'current',
    note: 'for training: CUDA 12.4 and 12.5 on ubuntu22.04, 12.6 on ubuntu24.04',
  },
  {
    name: 'openmpi4.1.0[-cuda11.8-cudnn8]-ubuntu22.04',
    pattern: 'openmpi4\\.1\\.0(?:-cuda11\\.8-cudnn8)?-ubuntu22\\.04',
    kind: 'base',
    status: 'supported',
    note: 'for training: Open MPI and conda',
  },
  {
    name: 'openmpi4.1.0-cuda11.<x>-cudnn8-<ubuntu>',
    pattern: 'openmpi[34]\\.1\\.\\d-cuda[\\d.]+-cudnn\\d-ubuntu(?:18|20)\\.04',
    kind: 'base',
    status: 'retired',
    successor: 'inference-base-cuda12.4-ubuntu22.04',
    note: 'CUDA 11.6 and older on Ubuntu 18.04 or 20.04',
  },
  {
    name: 'openmpi3.1.2-ubuntu18.04, openmpi4.1.0-ubuntu20.04',
    pattern: '(?:openmpi|intelmpi)[\\d.]+-ubuntu(?:16|18|20)\\.04',
    kind: 'base',
    status: 'retired',
    successor: 'inference-base-2204',
    note: 'the default of the SDK in 2020 and 2021',
  },
  {
    name: 'base:<mpi>-<ubuntu>, base-lite:ubuntu16.04',
    pattern: 'base(?:-lite)?(?::.*)?',
    kind: 'base',
    status: 'retired',
    successor: 'inference-base-2204',
    note: 'first generation, Ubuntu 16.04 or 18.04: nothing current installs there',
  },
  {
    name: 'base-gpu:<mpi>-<cuda>-<ubuntu>',
    pattern: 'base-gpu(?::.*)?',
    kind: 'base',
    status: 'retired',
    successor: 'inference-base-cuda12.4-ubuntu22.04',
    note: 'first generation, CUDA 9.0 to 10.1',
  },
  {
    name: 'mlflow-ubuntu18.04-py37-cpu-inference',
    pattern: 'mlflow-ubuntu\\d\\d\\.04-py3[5-8]-(?:cpu|gpu|cuda[\\d.]+-gpu)-inference',
    kind: 'prebuilt',
    status: 'retired',
    successor: 'curated/mlflow-py312-inference',
    note: 'Python 3.7',
  },
  {
    name: '<framework>-<version>-ubuntu18.04-py37-<cuda>-gpu-inference',
    pattern: '[a-z]+(?:-[\\d.]+)?-ubuntu\\d\\d\\.04-py3[5-8]-(?:cuda[\\d.]+-)?gpu-inference',
    kind: 'prebuilt',
    status: 'retired',
    successor: 'curated/minimal-py312-cuda12.4-inference',
    note: 'add the framework itself to the conda file',
  },
  {
    name: '<framework>-<version>-ubuntu18.04-py37-cpu-inference',
    pattern: '[a-z]+(?:-[\\d.]+)?-ubuntu\\d\\d\\.04-py3[5-8]-cpu-inference',
    kind: 'prebuilt',
    status: 'retired',
    successor: 'minimal-py312-inference',
    note: 'tensorflow, pytorch, sklearn, onnxruntime, xgboost, minimal: add it to the conda file',
  },
  {
    name: 'onnxruntime:latest[-cuda|-tensorrt], aml-triton, o16n-sample-user-base/ubuntu-miniconda',
    pattern: '(?:onnxruntime|aml-triton|o16n-sample-user-base/ubuntu-miniconda)(?::.*)?',
    kind: 'sample',
    status: 'unclear',
    note: 'sample and special bases: no document says how long they stay',
  },
];
