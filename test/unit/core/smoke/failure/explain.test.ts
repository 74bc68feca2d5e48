import { describe, expect, it } from 'vitest';
import { explain } from '../../../../../packages/core/src/smoke/failure/explain.ts';
import { evidence, frameOf, importLog, initLog, own, runLog } from './server-logs.ts';

const during =
  '\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n';
const load = own(9, 'model = joblib.load(path)');
const warned =
  '/opt/venv/lib/python3.11/site-packages/sklearn/base.py:442: InconsistentVersionWarning: Trying to unpickle estimator LogisticRegression from version 1.2.2 when using version 1.7.2. This might lead to breaking code\n';
const running = { kind: 'running' } as const;
const killed = { kind: 'exited', exitCode: 137, oomKilled: true, error: '' } as const;

describe('a cause is told of', () => {
  const inits: readonly (readonly [string, string, RegExp])[] = [
    [
      'init-failed',
      `${own(7, 'raise ValueError("x")')}\nValueError: x`,
      /^source\/score.py, line 7: init\(\) raised ValueError: x\. /,
    ],
    [
      'module-missing',
      `${own(3, 'import yaml')}\nModuleNotFoundError: No module named 'yaml'`,
      /requirements file: pyyaml$/,
    ],
    [
      'module-missing',
      `${own(3, 'from PIL import Image')}\nModuleNotFoundError: No module named 'PIL'`,
      /: pillow$/,
    ],
    [
      'module-missing',
      `${own(3, 'import json.tool')}\nModuleNotFoundError: No module named 'json.tool'; 'json' is not a package`,
      /A file json.py hides/,
    ],
    [
      'missing-library',
      `${own(3, 'import lightgbm')}\nOSError: libgomp.so.1: cannot open shared object file: No such file or directory`,
      /Add libgomp1 to the input apt-packages/,
    ],
    [
      'missing-library',
      `${own(3, 'import cv2')}\nImportError: libGL.so.1: cannot open shared object file: No such file or directory`,
      /Add libgl1/,
    ],
    [
      'missing-library',
      `${own(3, 'import torch')}\nOSError: libcudart.so.12: cannot open shared object file: No such file or directory`,
      /part of CUDA/,
    ],
    [
      'version-clash',
      `${load}\n${frameOf('joblib/numpy_pickle.py', 'obj = unpickler.load()')}\nModuleNotFoundError: No module named 'numpy._core'`,
      /made with numpy 2 or later/,
    ],
    [
      'version-clash',
      `${own(3, 'import pandas')}\nValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88 from PyObject`,
      /made with numpy 2 or later/,
    ],
    [
      'version-clash',
      `${load}\n${frameOf('sklearn/tree/_tree.pyx', '')}\nValueError: node array from the pickle has an incompatible dtype:`,
      /another scikit-learn/,
    ],
    [
      'version-clash',
      `${load}\nModuleNotFoundError: No module named 'sklearn.ensemble.forest'`,
      /scikit-learn 0.23 or earlier/,
    ],
    [
      'disk-full',
      `${own(5, 'cache.write(data)')}\nOSError: [Errno 28] No space left on device: '/tmp/cache'`,
      /no space left on the disk for \/tmp\/cache/,
    ],
    [
      'permission-denied',
      `${own(5, 'open(path, "w")')}\nPermissionError: [Errno 13] Permission denied: '/var/azureml-app/cache.json'`,
      /user 10001:0, .*cache\.json\. Write to \/tmp/,
    ],
    [
      'permission-denied',
      `${own(5, 'open(path, "w")')}\nOSError: [Errno 30] Read-only file system: '/var/cache/x'`,
      /read-only file system/,
    ],
    [
      'out-of-memory',
      `${own(5, 'numpy.zeros(size)')}\nnumpy._core._exceptions._ArrayMemoryError: Unable to allocate 7.45 GiB for an array with shape (1,) and data type float64`,
      /array of 7.45 GiB/,
    ],
    [
      'model-missing',
      `${own(5, 'open(path)')}\nFileNotFoundError: [Errno 2] No such file or directory: '/var/azureml-app/azureml-models/factor/1/model.pkl'`,
      /there is no .*\/1\/model\.pkl/,
    ],
  ];
  it.each(inits)('%s when init() raises (%#)', async (id, inner, message) => {
    const cause = await explain(evidence({ log: initLog(inner) }));
    expect(cause?.id).toBe(id);
    expect(cause?.message).toMatch(message);
    expect(cause?.message).not.toContain('\n');
  });

  it('import-failed with the place of a syntax error', async () => {
    const inner =
      '  File "/var/azureml-app/source/score.py", line 4\n    def init(:\n             ^\nSyntaxError: invalid syntax';
    const cause = await explain(evidence({ log: importLog(inner) }));
    expect(cause).toMatchObject({
      id: 'import-failed',
      place: { file: 'source/score.py', line: 4 },
    });
  });

  it('out-of-memory with the limit, also without a word in the log', async () => {
    const cause = await explain(evidence({ state: killed, memoryLimitBytes: 500_000_000 }));
    expect(cause?.id).toBe('out-of-memory');
    expect(cause?.message).toContain('limit of 500 MB');
  });

  it('wrong-address with the ports that are listened on', async () => {
    const sockets = async () => [{ port: 8080, isLoopback: false }];
    const given = evidence({ state: running, code: 'NOT_READY', log: 'Serving\n' }, { sockets });
    const cause = await explain(given);
    expect(cause).toMatchObject({ id: 'wrong-address' });
    expect(cause?.message).toContain('something listens on 8080');
  });

  it('still-loading with memory that grows', async () => {
    let bytes = 100_000_000;
    const memory = async () => (bytes += 50_000_000);
    const log =
      "2026-11-27 22:44:46,076 I [7] azmlinfsrv.user_script - Invoking user's init function\n";
    const cause = await explain(evidence({ state: running, code: 'NOT_READY', log, memory }));
    expect(cause?.message).toContain(
      'still in init() when the time was up, with 200 MB of memory in use, growing',
    );
  });

  it('both versions of scikit-learn where the log has them', async () => {
    const inner = `${load}\n${frameOf('sklearn/base.py', 'state')}\nAttributeError: 'LogisticRegression' object has no attribute 'multi_class'`;
    const cause = await explain(evidence({ log: warned + initLog(inner) }));
    expect(cause?.id).toBe('version-clash');
    expect(cause?.message).toMatch(
      /scikit-learn 1\.2\.2, the image has scikit-learn 1\.7\.2\. Pin scikit-learn==1\.2\.2/,
    );
  });

  it('the path that was meant, from the files that are there', async () => {
    const root = '/var/azureml-app/azureml-models/factor/1';
    const inner = `${load}\nFileNotFoundError: [Errno 2] No such file or directory: 'model.pkl'`;
    const tree = async () => [`${root}/outputs/model.pkl`, `${root}/outputs/notes.txt`];
    const cause = await explain(evidence({ log: initLog(inner) }, { tree }));
    expect(cause?.message).toContain(
      'os.path.join(os.environ["AZUREML_MODEL_DIR"], "outputs", "model.pkl")',
    );
    expect(cause?.excerpt).toContain('  outputs/notes.txt');
  });

  it('what a hidden exception was', async () => {
    const inner = `${own(5, 'open(path)')}\nPermissionError: [Errno 13] Permission denied: '/data/x'${during}${own(7, 'raise RuntimeError("no data")')}\nRuntimeError: no data`;
    expect((await explain(evidence({ log: initLog(inner) })))?.id).toBe('permission-denied');
  });
});

describe('a log that nearly fits is not explained wrongly', () => {
  const inits: readonly (readonly [string, string])[] = [
    [
      'a module that was tried first, then something else failed',
      `${own(3, 'import ujson')}\nModuleNotFoundError: No module named 'ujson'${during}${own(8, 'value = 1 / 0')}\nZeroDivisionError: division by zero`,
    ],
    [
      'a file of the script itself',
      `${own(5, 'open("labels.txt")')}\nFileNotFoundError: [Errno 2] No such file or directory: 'labels.txt'`,
    ],
    [
      'a class of a notebook in a pickle',
      `${load}\nAttributeError: Can't get attribute 'Scaler' on <module '__main__' from '/opt/venv/bin/azmlinfsrv'>`,
    ],
    [
      'a message that speaks of memory',
      `${own(5, 'check()')}\nRuntimeError: not enough memory budget configured`,
    ],
    [
      'a text about permissions',
      `${own(5, 'check()')}\nValueError: Permission denied for the tenant`,
    ],
    ['run() of another object', `${own(5, 'job.run(speed=1)')}\nValueError: run() is over`],
  ];
  it.each(inits)('%s', async (_, inner) => {
    expect((await explain(evidence({ log: initLog(inner) })))?.id).toBe('init-failed');
  });

  it('an old scikit-learn warning before another failure', async () => {
    const log = warned + initLog(`${own(9, 'os.environ["KEY"]')}\nKeyError: 'KEY'`);
    expect((await explain(evidence({ log })))?.id).toBe('init-failed');
  });

  it('a traceback that the script had logged and lived with', async () => {
    const log = `Traceback (most recent call last):\n${own(3, 'import cv2')}\nModuleNotFoundError: No module named 'cv2'\n`;
    const given = evidence({ log, state: running, code: 'NOT_READY' });
    expect(await explain(given)).toBeUndefined();
  });

  it('a worker that was asked to end', async () => {
    const log = '[2026-11-27] [ERROR] Worker (pid:7) was sent SIGTERM!\n';
    expect(await explain(evidence({ log }))).toBeUndefined();
  });

  it('words about an exec format error in the middle of a log', async () => {
    const log = `retrying after exec format error\n${'line\n'.repeat(9)}`;
    expect(await explain(evidence({ log }))).toBeUndefined();
  });

  it('a debugger that listens while the server still loads', async () => {
    const sockets = async () => [{ port: 5678, isLoopback: true }];
    const log = "azmlinfsrv.user_script - Invoking user's init function\n";
    const given = evidence({ log, state: running, code: 'NOT_READY' }, { sockets });
    expect((await explain(given))?.id).toBe('still-loading');
  });

  it('an exception of run() where no case was answered with 500', async () => {
    const log = runLog(`${own(9, 'data["rows"]', 'run')}\nKeyError: 'rows'`);
    const seen = '1 of 2 smoke-test cases failed:\n  a: status 200, expected json [1]';
    expect(
      await explain(evidence({ log, code: 'CASE_FAILED', seen, state: running })),
    ).toBeUndefined();
  });

  it('exceptions of the malformed requests that came after the case', async () => {
    const log =
      runLog(`${own(9, 'data["rows"]', 'run')}\nKeyError: 'rows'`) +
      runLog(`${own(8, 'json.loads(text)', 'run')}\nValueError: malformed`);
    const seen = '1 of 1 smoke-test cases failed:\n  a: status 500, expected 200';
    const cause = await explain(evidence({ log, code: 'CASE_FAILED', seen, state: running }));
    expect(cause?.id).toBe('run-failed');
    expect(cause?.message).toContain("line 9: run() raised KeyError: 'rows'");
  });

  it('a failed check, whatever the log says', async () => {
    const log = initLog(`${own(7, 'x')}\nValueError: x`);
    expect(await explain(evidence({ log, code: 'CHECK_FAILED' }))).toBeUndefined();
  });
});

it('source lines are shown without the texts of secret names', async () => {
  const lines = async () => ['import os', 'api_key = "hunter2-hunter2"', 'raise ValueError("x")'];
  const log = initLog(`${own(3, 'raise ValueError("x")')}\nValueError: x`);
  const cause = await explain(evidence({ log }, { lines }));
  expect(cause?.excerpt).toEqual([
    '  1 | import os',
    '  2 | api_key = "***"',
    '> 3 | raise ValueError("x")',
  ]);
});
