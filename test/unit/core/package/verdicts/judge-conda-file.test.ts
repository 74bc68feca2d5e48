import { formatFault } from '@package-model/core/errors';
import { parseConfigText } from '@package-model/core/package/config/config-file';
import { readCondaFile } from '@package-model/core/package/environment/conda-file';
import { judgeCondaFile } from '@package-model/core/package/verdicts/judge-conda-file';
import type { JudgeOptions } from '@package-model/core/package/verdicts/judge-conda-file';
import { packageRules, pythonRules } from '@package-model/core/package/verdicts/package-rules';
import { wheelLines, wheelPackages } from '@package-model/core/package/verdicts/wheel-lines';
import { describe, expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';

async function judge(entries: readonly string[], more: Partial<JudgeOptions> = {}) {
  const log = recordingLog();
  const lines = entries.map((entry) =>
    entry.startsWith('pip ') ? `      - ${entry.slice(4)}` : `  - ${entry}`,
  );
  const at = lines.findIndex((line) => line.startsWith('      '));
  if (at >= 0) lines.splice(at, 0, '  - pip:');
  const text = `dependencies:\n${lines.join('\n')}\n`;
  const file = readCondaFile({ config: await parseConfigText(text, 'conda.yml'), path: [] }, log);
  const options = { condaPackages: 'pip', upgrade: 'say', assumedPython: '3.11', ...more } as const;
  const judged = judgeCondaFile(file, options, log);
  return {
    faults: judged.faults.map(formatFault),
    entries: judged.entries.map((entry) => entry.text),
    pip: judged.pip.map((line) => line.text),
    warnings: log.warnings.map(({ line }) => line),
    infos: log.infos,
  };
}

const upgrade = 'apply';

describe('an old project', () => {
  test.each([
    [
      ['python=2.7'],
      'conda.yml:2:5 (dependencies[0]): python=2.7: Python 2 is gone, and no scoring server runs on it; write python=3.9',
    ],
    [
      ['python=3.6.2'],
      'conda.yml:2:5 (dependencies[0]): python=3.6.2: no scoring server that answers in the present form runs on it: 0.8 is the oldest and needs 3.7, the current line needs 3.9; write python=3.9',
    ],
    [['python=3.6.2', 'pip scikit-learn==0.20.3'], 'write python=3.7'],
    [
      ['python=3.9', 'scikit-learn=0.22'],
      'conda.yml:3:5 (dependencies[1]): scikit-learn==0.22.*: PyPI has wheels of it for Python up to 3.8 only, and it is for 3.9; write python=3.8 in the conda file, or write scikit-learn==0.24.*, the oldest with wheels for it',
    ],
    [
      ['pip numpy==1.16.4'],
      'PyPI has wheels of it for Python up to 3.7 only, and nothing names a Python, so it gets 3.11; write python=3.7',
    ],
    [
      ['python=3.8', 'pip tensorflow==1.15.2', 'pip protobuf==3.20.3', 'pip h5py==2.10.0'],
      'tensorflow==1.15.2: PyPI has wheels of it for Python up to 3.7 only',
    ],
    [
      ['pip flask==1.1.2', 'pip pydantic<2'],
      'flask==1.1.2: flask 1 imports names that jinja2 3.1, itsdangerous 2.1, markupsafe 2.1 and werkzeug 2.1 no longer have; add jinja2<3.1, itsdangerous<2.1, markupsafe<2.1, werkzeug<2.1 under pip',
    ],
    [['pip jinja2==2.11.3'], 'add markupsafe<2.1 under pip'],
    [['pip sklearn'], 'write scikit-learn'],
    [['pip tensorflow-gpu'], 'write tensorflow'],
    [['pip pkg-resources==0.0.0'], "Ubuntu's pip freeze lists it by mistake; leave the line out"],
    [['pip pywin32==300'], 'it exists for Windows only; leave the line out'],
    [['pip futures'], 'it is for Python 2 only'],
    [['pip gunicorn==19.9.0'], 'gunicorn==19.9.0 is wanted here, the scoring server'],
  ])('with %j gets its verdict', async (entries, message) => {
    const { faults } = await judge(entries);
    expect(faults).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    [['python=3.8'], 'it gets no fixes and only an old scoring server runs on it'],
    [['pip azureml-defaults==1.0.43'], 'the scoring server alone takes its place'],
    [['pip azureml-core==1.48'], 'a scoring image does not need the SDK'],
    [['pip azureml-contrib-services'], 'brings azureml.contrib.services itself'],
    [['python=3.7', 'pip tensorflow==1.15', 'pip protobuf<3.21'], 'cannot load .h5 models'],
    [['pip enum34'], "stands in for Python's own enum"],
  ])('with %j gets a warning', async (entries, message) => {
    const { faults, warnings } = await judge(entries);
    expect(faults).toEqual([]);
    expect(warnings).toContainEqual(expect.stringContaining(message));
  });

  test.each([
    [['python=3.11', 'scikit-learn=1.3', 'pip numpy>=1.16', 'pip azureml-defaults']],
    [['python=3.10', 'pip tensorflow-gpu==2.11']],
    [
      [
        'pip flask==1.1.2',
        'pip jinja2<3.1',
        'pip itsdangerous==2.0.1',
        'pip markupsafe==2.0.1',
        'pip werkzeug<2.1',
        'pip pydantic<2',
      ],
    ],
    [['pip scikit-learn==0.20.3; python_version < "3.8"']],
  ])('that still runs is let through: %j', async (entries) => {
    const { faults, warnings } = await judge(entries);
    expect({ faults, warnings }).toEqual({ faults: [], warnings: [] });
  });

  test('is judged by its base image where nothing names a Python', async () => {
    const log = recordingLog();
    const config = await parseConfigText('dependencies: [scikit-learn=0.20]', 'c.yml');
    const file = readCondaFile({ config, path: [] }, log);
    const judged = judgeCondaFile(file, { condaPackages: 'pip', upgrade: 'say' }, log);
    expect(judged.faults).toEqual([]);
  });

  test("leaves conda's own packages to conda", async () => {
    const { faults } = await judge(['python=3.11', 'scikit-learn=0.20'], {
      condaPackages: 'conda',
    });
    expect(faults).toEqual([]);
  });

  test('gets all its verdicts in one report', async () => {
    const { faults } = await judge(['python=3.6.2', 'pip sklearn', 'pip futures']);
    expect(faults).toHaveLength(3);
  });
});

describe('upgrade', () => {
  test('takes the Python that keeps the pins, and says it as a diff', async () => {
    const entries = ['python=3.6.2', 'pip scikit-learn==0.20.3', 'pip azureml-defaults==1.0.43'];
    const result = await judge(entries, { upgrade });
    expect(result).toMatchObject({
      faults: [],
      entries: ['python=3.7'],
      pip: ['scikit-learn==0.20.3', 'azureml-defaults==1.0.43'],
    });
    expect(result.infos).toEqual([
      'One line of conda.yml changed in the plan (upgrade); the file itself stays:',
      expect.stringMatching(/^- python=3\.6\.2 {2}\(conda\.yml:2: no scoring server/),
      '+ python=3.7',
    ]);
  });

  test.each([
    [['python=3.6'], ['python=3.9'], []],
    [['pip numpy==1.16.4'], ['python=3.7'], ['numpy==1.16.4']],
    [
      ['python=3.11', 'scikit-learn=0.22', 'pip numpy==1.26'],
      ['python=3.11'],
      ['numpy==1.26', 'scikit-learn==1.1.*'],
    ],
    [['pip sklearn==0.0'], [], ['scikit-learn']],
    [['pip tensorflow-gpu>=2.12'], [], ['tensorflow>=2.12']],
    [['pip jinja2==2.11.3'], [], ['jinja2==2.11.3', 'markupsafe<2.1']],
    [['pip gunicorn==19.9.0'], [], ['gunicorn>=23.0.0']],
    [['pip pywin32'], [], []],
  ])('makes of %j %j and %j', async (before, entries, pip) => {
    const result = await judge(before, { upgrade });
    expect(result).toMatchObject({ faults: [], entries, pip });
    const again = await judge([...entries, ...pip.map((line) => `pip ${line}`)], { upgrade });
    expect(again.infos).toEqual([]);
  });

  test('changes nothing of a project that still runs', async () => {
    const { infos, pip } = await judge(['python=3.11', 'pip numpy'], { upgrade });
    expect({ infos, pip }).toEqual({ infos: [], pip: ['numpy'] });
  });
});

describe('the tables', () => {
  test('have an id for each rule, and each only once', () => {
    const ids = [...packageRules, ...pythonRules].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(wheelPackages().map((name) => [name]))('name the releases of %s in order', (name) => {
    const tops = wheelLines(name).map(({ pythons }) => Number(/<=3\.(\d+)$/.exec(pythons)?.[1]));
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  });
});
