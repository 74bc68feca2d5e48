import type { Cause, Evidence } from '../cause.ts';
import { pythonFailure } from '../python-failure.ts';
import { causeAt } from '../say.ts';
import type { PythonError } from '../traceback.ts';
import { named } from '../versions.ts';

const WARNED = /Trying to unpickle estimator \S+ from version (\S+) when using version (\S+?)\.?\s/;
const UNPICKLING = /[\\/](joblib[\\/]numpy_pickle|pickle|sklearn[\\/].*|cloudpickle.*)\.py$/;

/** A sign of the clash in an exception's text: the package, and what made the file. */
type Sign = { readonly text: RegExp; readonly package: string; readonly madeWith: string };

const SIGNS: readonly Sign[] = [
  { text: /No module named 'numpy\._core/, package: 'numpy', madeWith: 'numpy 2 or later' },
  { text: /No module named 'numpy\.core/, package: 'numpy', madeWith: 'numpy 1' },
  {
    text: /Expected 96 from C header, got 88 from PyObject/,
    package: 'numpy',
    madeWith: 'numpy 2 or later',
  },
  {
    text: /Expected 88 from C header, got 96 from PyObject/,
    package: 'numpy',
    madeWith: 'numpy 1',
  },
  {
    text: /numpy\.(dtype|ndarray|ufunc) size changed, may indicate binary incompatibility/,
    package: 'numpy',
    madeWith: 'another numpy',
  },
  { text: /numpy\.core\.multiarray failed to import/, package: 'numpy', madeWith: 'numpy 1' },
  {
    text: /is not a known BitGenerator module/,
    package: 'numpy',
    madeWith: 'another numpy',
  },
  {
    text: /node array from the pickle has an incompatible dtype/,
    package: 'scikit-learn',
    madeWith: 'another scikit-learn',
  },
  {
    text: /No module named 'sklearn\.(?:externals|ensemble\.forest|tree\.tree|linear_model\.(?:logistic|base)|svm\.classes|neighbors\.\w+|preprocessing\.(?:label|data|imputation))/,
    package: 'scikit-learn',
    madeWith: 'scikit-learn 0.23 or earlier',
  },
  {
    text: /(?:Can't get attribute '[^']*' on|cannot import name '[^']*' from) (?:<module )?'sklearn\b/,
    package: 'scikit-learn',
    madeWith: 'another scikit-learn',
  },
  {
    text: /Can't get attribute '[^']*' on <module 'pandas\b|No module named 'pandas\.(?:core\.indexes\.numeric|indexes)/,
    package: 'pandas',
    madeWith: 'another pandas',
  },
];

/** A model file, or a compiled package, that another version of a library has made. */
export const versionClash: Cause = {
  id: 'version-clash',
  title: 'The model was saved with another version of a library',
  meaning:
    'A pickle or joblib file holds objects as the library that wrote it knew them; another version cannot always read them. The same is seen when a compiled package was built for another numpy.',
  remedy:
    'Pin the versions of the training in the conda or requirements file, or save the model again with the versions of the image. The message has both versions where the log and the image tell them.',
  async match(evidence) {
    for (const error of pythonFailure(evidence)?.errors ?? []) {
      const sign = SIGNS.find(({ text }) => text.test(error.text));
      const warned = WARNED.exec(evidence.log);
      if (warned !== null && (sign?.package === 'scikit-learn' || isUnpickling(error))) {
        const [, from = '', using = ''] = warned;
        const clash = { package: 'scikit-learn', madeWith: `scikit-learn ${from}` };
        return told(error, evidence, clash, { here: `scikit-learn ${using}`, pin: from });
      }
      if (sign === undefined) continue;
      return told(error, evidence, sign, { here: await named(sign.package, evidence) });
    }
    return undefined;
  },
};

function isUnpickling({ frames }: PythonError): boolean {
  return UNPICKLING.test(frames.at(-1)?.file ?? '');
}

function told(
  error: PythonError,
  evidence: Evidence,
  clash: Pick<Sign, 'package' | 'madeWith'>,
  { here, pin }: { readonly here: string; readonly pin?: string },
) {
  const what = `what is loaded here was made with ${clash.madeWith}, the image has ${here}`;
  const exact =
    pin === undefined ? `the ${clash.package} of the training` : `${clash.package}==${pin}`;
  const act = `Pin ${exact} in the conda or requirements file, or save the model again with ${here}. (${error.text.slice(0, 200)})`;
  return causeAt(error, evidence, { id: versionClash.id, what, act });
}
