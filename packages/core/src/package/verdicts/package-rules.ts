import type { Level } from './verdict.ts';

/** What to do about a package line. */
export type LineChange =
  | { readonly kind: 'remove' }
  /** The same version of another package. */
  | { readonly kind: 'rename'; readonly to: string }
  /** Lines beside it, each only where the list does not say as much already. */
  | { readonly kind: 'add'; readonly lines: readonly string[] };

export type PackageRule = {
  readonly id: string;
  /** Normalised names. */
  readonly packages: readonly string[];
  /** Hit when all of what the line allows is in here. */
  readonly versions?: string;
  /** Not hit when all of what the line allows is in here. */
  readonly except?: string;
  readonly level: Level;
  readonly why: string;
  readonly change: LineChange;
};

export type PythonRule = {
  readonly id: string;
  readonly versions: string;
  readonly level: Level;
  readonly why: string;
};

/** Pythons that a project may ask for and what is wrong with them. */
export const pythonRules: readonly PythonRule[] = [
  {
    id: 'python-2',
    versions: '<3',
    level: 'fault',
    why: 'Python 2 is gone, and no scoring server runs on it',
  },
  {
    id: 'python-before-3.7',
    versions: '>=3,<3.7',
    level: 'fault',
    why: 'no scoring server that answers in the present form runs on it: 0.8 is the oldest and needs 3.7, the current line needs 3.9',
  },
  {
    id: 'python-old',
    versions: '>=3.7,<3.9',
    level: 'warning',
    why: 'it gets no fixes and only an old scoring server runs on it; 3.9 is the oldest for the current line',
  },
];

const MARKUP = ['jinja2<3.1', 'itsdangerous<2.1', 'markupsafe<2.1', 'werkzeug<2.1'];
const SDK =
  'a scoring image does not need the SDK, which is out of support; Model.get_model_path works without it';

/** Packages that cannot be installed or imported any more as they are listed. */
export const packageRules: readonly PackageRule[] = [
  {
    id: 'azureml-defaults-pinned',
    packages: ['azureml-defaults'],
    versions: '<1.60',
    level: 'warning',
    why: 'releases of 1.x want flask 1 without holding back jinja2, itsdangerous and markupsafe, whose present versions it cannot import; the scoring server alone takes its place',
    change: { kind: 'remove' },
  },
  {
    id: 'azureml-sdk',
    packages: [
      'azureml-core',
      'azureml-sdk',
      'azureml-train-core',
      'azureml-model-management-sdk',
      'azureml-telemetry',
      'azureml-pipeline',
      'azureml-monitoring',
    ],
    level: 'warning',
    why: SDK,
    change: { kind: 'remove' },
  },
  {
    id: 'azureml-contrib-services',
    packages: ['azureml-contrib-services'],
    level: 'warning',
    why: 'the scoring server brings azureml.contrib.services itself',
    change: { kind: 'remove' },
  },
  {
    id: 'flask-1',
    packages: ['flask'],
    versions: '<2',
    level: 'fault',
    why: 'flask 1 imports names that jinja2 3.1, itsdangerous 2.1, markupsafe 2.1 and werkzeug 2.1 no longer have',
    change: { kind: 'add', lines: MARKUP },
  },
  {
    id: 'jinja2-2',
    packages: ['jinja2'],
    versions: '<3',
    level: 'fault',
    why: 'jinja2 2 imports soft_unicode, which markupsafe 2.1 no longer has',
    change: { kind: 'add', lines: ['markupsafe<2.1'] },
  },
  {
    id: 'tensorflow-protobuf',
    packages: ['tensorflow', 'tensorflow-cpu', 'tensorflow-gpu'],
    versions: '<2.6',
    level: 'fault',
    why: 'its generated code cannot be loaded by protobuf 4',
    change: { kind: 'add', lines: ['protobuf<3.21'] },
  },
  {
    id: 'tensorflow-h5py',
    packages: ['tensorflow', 'tensorflow-cpu', 'tensorflow-gpu', 'keras'],
    versions: '<2.4',
    level: 'warning',
    why: 'it cannot load .h5 models with h5py 3',
    change: { kind: 'add', lines: ['h5py<3'] },
  },
  {
    id: 'tensorflow-gpu',
    packages: ['tensorflow-gpu'],
    except: '<2.12',
    level: 'fault',
    why: 'tensorflow-gpu ended with 2.11, its last release refuses to be installed',
    change: { kind: 'rename', to: 'tensorflow' },
  },
  {
    id: 'sklearn-name',
    packages: ['sklearn'],
    level: 'fault',
    why: 'sklearn on PyPI is a placeholder that refuses to be installed',
    change: { kind: 'rename', to: 'scikit-learn' },
  },
  {
    id: 'backport-futures',
    packages: ['futures'],
    level: 'fault',
    why: 'it is for Python 2 only; Python 3 has it',
    change: { kind: 'remove' },
  },
  {
    id: 'backport-enum',
    packages: ['enum34'],
    level: 'warning',
    why: "it stands in for Python's own enum, which is newer",
    change: { kind: 'remove' },
  },
  {
    id: 'ubuntu-pkg-resources',
    packages: ['pkg-resources'],
    level: 'fault',
    why: "no index has it: Ubuntu's pip freeze lists it by mistake",
    change: { kind: 'remove' },
  },
  {
    id: 'windows-only',
    packages: ['pywin32', 'pypiwin32', 'pywinpty', 'tensorflow-intel'],
    level: 'fault',
    why: 'it exists for Windows only',
    change: { kind: 'remove' },
  },
];
