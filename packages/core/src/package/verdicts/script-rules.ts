import type { Level } from './verdict.ts';

export type ScriptRule = {
  readonly id: string;
  /** Against one statement, strings blanked out. */
  readonly pattern: RegExp;
  /** Hit only on these Pythons. */
  readonly python?: string;
  /** Not hit where the list holds the package to these versions. */
  readonly package?: { readonly name: string; readonly except: string };
  /** Where a package decides and nothing lists it, a fault is a warning. */
  readonly level: Level;
  readonly why: string;
  readonly instead: string;
};

/** Statements of entry scripts that present Pythons and packages no longer take. */
export const scriptRules: readonly ScriptRule[] = [
  {
    id: 'sklearn-externals-joblib',
    pattern:
      /^(?:from\s+sklearn\.externals\s+import\b.*\bjoblib\b|(?:from|import)\s+sklearn\.externals\.joblib\b)/,
    package: { name: 'scikit-learn', except: '<0.23' },
    level: 'fault',
    why: 'scikit-learn 0.23 has no sklearn.externals.joblib any more',
    instead: 'write import joblib, and list joblib under pip',
  },
  {
    id: 'sklearn-externals-six',
    pattern:
      /^(?:from\s+sklearn\.externals\s+import\b.*\bsix\b|(?:from|import)\s+sklearn\.externals\.six\b)/,
    package: { name: 'scikit-learn', except: '<0.23' },
    level: 'fault',
    why: 'scikit-learn 0.23 has no sklearn.externals.six any more',
    instead: 'write import six, and list six under pip',
  },
  {
    id: 'sklearn-cross-validation',
    pattern: /^(?:from|import)\s+sklearn\.(?:cross_validation|grid_search)\b/,
    package: { name: 'scikit-learn', except: '<0.20' },
    level: 'fault',
    why: 'scikit-learn 0.20 has taken this module away',
    instead: 'write sklearn.model_selection',
  },
  {
    id: 'sklearn-imputer',
    pattern: /^from\s+sklearn\.preprocessing\s+import\b.*\bImputer\b/,
    package: { name: 'scikit-learn', except: '<0.22' },
    level: 'fault',
    why: 'scikit-learn 0.22 has no Imputer any more',
    instead: 'write from sklearn.impute import SimpleImputer',
  },
  {
    id: 'tensorflow-contrib',
    pattern: /^(?:from|import)\s+tensorflow\.contrib\b/,
    package: { name: 'tensorflow', except: '<2' },
    level: 'fault',
    why: 'TensorFlow 2 has no tensorflow.contrib',
    instead: 'take the module from its own package, or pin tensorflow<2 with python=3.7',
  },
  {
    id: 'tensorflow-1-names',
    pattern:
      /\b(?:tf|tensorflow)\.(?:Session|placeholder|GraphDef|get_default_graph|ConfigProto|global_variables_initializer)\b/,
    package: { name: 'tensorflow', except: '<2' },
    level: 'warning',
    why: 'TensorFlow 2 has this name only below tensorflow.compat.v1',
    instead: 'write import tensorflow.compat.v1 as tf',
  },
  {
    id: 'numpy-aliases',
    pattern: /\b(?:np|numpy)\.(?:float|int|bool|object|str|complex)\b(?!_)/,
    package: { name: 'numpy', except: '<1.24' },
    level: 'warning',
    why: 'numpy 1.24 has no such alias any more',
    instead: "write Python's own type, or numpy's with its size (np.float64)",
  },
  {
    id: 'pandas-ix',
    pattern: /\.ix\s*\[|\.as_matrix\s*\(/,
    package: { name: 'pandas', except: '<1' },
    level: 'warning',
    why: 'pandas 1 has neither .ix nor .as_matrix()',
    instead: 'write .loc or .iloc, and .to_numpy()',
  },
  {
    id: 'scipy-misc-images',
    pattern: /^from\s+scipy\.misc\s+import\b.*\bim(?:read|resize|save)\b/,
    package: { name: 'scipy', except: '<1.2' },
    level: 'fault',
    why: 'scipy.misc has no image functions any more',
    instead: 'use imageio or Pillow, and list it under pip',
  },
  {
    id: 'python-2-print',
    pattern: /^print\s+[^\s=(.,[]/,
    level: 'fault',
    why: 'print is a statement in Python 2 only',
    instead: 'write print(…)',
  },
  {
    id: 'python-2-except',
    pattern: /^except\b[^:]*[\w)]\s*,\s*\w+\s*:/,
    python: '<3.14',
    level: 'fault',
    why: 'this form of except is Python 2',
    instead: 'write except Error as e:',
  },
  {
    id: 'python-2-raise',
    pattern: /^raise\s+[\w.]+\s*,/,
    level: 'fault',
    why: 'this form of raise is Python 2',
    instead: 'write raise Error(…)',
  },
  {
    id: 'python-2-modules',
    pattern:
      /^(?:from|import)\s+(?:cPickle|urllib2|StringIO|ConfigParser|Queue|urlparse|__builtin__)\b/,
    level: 'fault',
    why: 'this module has another name since Python 3',
    instead: 'import pickle, urllib.request, io, configparser, queue, urllib.parse or builtins',
  },
  {
    id: 'python-2-names',
    pattern: /(?<![.\w])(?:xrange|unicode|basestring|raw_input)\s*\(/,
    level: 'warning',
    why: 'Python 3 does not know this name',
    instead: 'write range, str or input',
  },
  {
    id: 'python-collections-abc',
    pattern:
      /^from\s+collections\s+import\b.*\b(?:Mapping|MutableMapping|Iterable|Callable|Sequence|Hashable)\b/,
    python: '>=3.10',
    level: 'fault',
    why: 'Python 3.10 has these only in collections.abc',
    instead: 'write from collections.abc import …',
  },
  {
    id: 'python-time-clock',
    pattern: /\btime\.clock\s*\(/,
    python: '>=3.8',
    level: 'warning',
    why: 'Python 3.8 has no time.clock any more',
    instead: 'write time.perf_counter()',
  },
  {
    id: 'python-imp',
    pattern: /^(?:from|import)\s+(?:imp|asyncore|asynchat|smtpd)\b/,
    python: '>=3.12',
    level: 'fault',
    why: 'Python 3.12 has taken this module away',
    instead: 'use importlib, or python=3.11',
  },
];
