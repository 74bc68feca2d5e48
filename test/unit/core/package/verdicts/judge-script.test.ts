import { judgeScript } from '@package-model/core/package/verdicts/judge-script';
import { scriptRules } from '@package-model/core/package/verdicts/script-rules';
import { describe, expect, test } from 'vitest';

function judge(text: string, lines: readonly string[] = [], python = '3.11') {
  return judgeScript(text, 'score.py', { python, lines }).map(({ id, level }) => `${level} ${id}`);
}

const sklearn = ['scikit-learn==1.3.2'];

describe('an old entry script', () => {
  test.each([
    ['from sklearn.externals import joblib', sklearn, ['fault sklearn-externals-joblib']],
    [
      'def init():\n  from sklearn.externals import six, joblib as j\n',
      sklearn,
      ['fault sklearn-externals-joblib', 'fault sklearn-externals-six'],
    ],
    ['import sklearn.externals.joblib', ['scikit-learn'], ['fault sklearn-externals-joblib']],
    ['from sklearn.externals import joblib', ['scikit-learn==0.22.2'], []],
    [
      'from sklearn.externals import joblib',
      ['scikit-learn==0.23.1'],
      ['fault sklearn-externals-joblib'],
    ],
    ['from sklearn.externals import joblib', [], ['warning sklearn-externals-joblib']],
    [
      'try:\n  from sklearn.externals import joblib\nexcept ImportError:\n  import joblib',
      sklearn,
      [],
    ],
    ['import joblib\nprint("from sklearn.externals import joblib")', sklearn, []],
    ['from sklearn import grid_search', sklearn, []],
    ['from sklearn.grid_search import GridSearchCV', sklearn, ['fault sklearn-cross-validation']],
    [
      'from sklearn.preprocessing import Imputer, StandardScaler',
      sklearn,
      ['fault sklearn-imputer'],
    ],
    ['import tensorflow.contrib.slim as s', ['tensorflow==2.15'], ['fault tensorflow-contrib']],
    ['sess = tf.Session()', ['tensorflow==2.15'], ['warning tensorflow-1-names']],
    ['sess = tf.Session()', ['tensorflow==1.15'], []],
    ['x = np.float(3); y = np.float64(4)', ['numpy==1.26.4'], ['warning numpy-aliases']],
    ['x = np.float(3)', ['numpy==1.23'], []],
    ['x = df.ix[3]', ['pandas>=1'], ['warning pandas-ix']],
    ['from scipy.misc import imread', ['scipy==1.10'], ['fault scipy-misc-images']],
    ['print "a"', [], ['fault python-2-print']],
    ['print("a")', [], []],
    ['print ("a")', [], []],
    ['print', [], []],
    ['print = 3', [], []],
    ['try:\n  pass\nexcept ValueError, e:\n  pass', [], ['fault python-2-except']],
    ['try:\n  pass\nexcept (ValueError, KeyError):\n  pass', [], []],
    ['try:\n  pass\nexcept (ValueError, KeyError) as e:\n  pass', [], []],
    ['raise ValueError, "x"', [], ['fault python-2-raise']],
    ['raise ValueError("x", 3)', [], []],
    ['import cPickle as pickle', [], ['fault python-2-modules']],
    ['import Queueing', [], []],
    ['for i in xrange(3): pass', [], ['warning python-2-names']],
    ['from collections import OrderedDict, Mapping', [], ['fault python-collections-abc']],
    ['t = time.clock()', [], ['warning python-time-clock']],
  ])('%j with %j gets %j', (text, lines, expected) => {
    expect(judge(text, lines)).toEqual(expected);
  });

  test('is judged by the Python it gets', () => {
    expect(judge('import imp', [], '3.12')).toEqual(['fault python-imp']);
    expect(judge('import imp', [], '3.11')).toEqual([]);
    expect(judgeScript('import imp', 's.py', { lines: [] })[0]?.level).toBe('warning');
  });

  test('is told where, why and what to write', () => {
    const [verdict] = judgeScript(
      'import os\n\nfrom sklearn.externals import joblib\n',
      'score.py',
      {
        python: '3.11',
        lines: sklearn,
      },
    );
    expect(verdict).toEqual({
      id: 'sklearn-externals-joblib',
      level: 'fault',
      message:
        'from sklearn.externals import joblib: scikit-learn 0.23 has no sklearn.externals.joblib any more; write import joblib, and list joblib under pip',
      place: { file: 'score.py', line: 3 },
    });
  });

  test('is judged by rules that each have an id of their own', () => {
    const ids = scriptRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
