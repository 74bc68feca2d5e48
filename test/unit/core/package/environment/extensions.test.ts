import path from 'node:path';
import { formatFault } from '@package-model/core/errors';
import { readExtensions } from '@package-model/core/package/environment/extensions';
import { describe, expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

async function read(variables: Record<string, string>, files: Record<string, string> = {}) {
  const folder = await temporaryFolder({ 'src/deploy/score.py': '', ...files });
  const log = recordingLog();
  const sourceDirectory = path.join(folder, 'src');
  const entryScript = path.join(sourceDirectory, 'deploy/score.py');
  const request = { variables, file: 'inferenceconfig.json', entryScript, sourceDirectory };
  const result = await readExtensions(request, log);
  return {
    pip: result.requirements.map(({ text, place }) => `${text} ${place?.file}:${place?.line}`),
    variables: result.variables,
    faults: result.faults.map(formatFault),
    infos: log.infos,
    warnings: log.warnings.map(({ line }) => line),
  };
}

describe('the variables that extend a prebuilt image', () => {
  test('are left alone when none is set', async () => {
    const { variables, pip, faults } = await read({ A: '1', AZUREML_EXTRA_REQUIREMENTS_TXT: '' });
    expect({ variables, pip, faults }).toEqual({
      variables: { A: '1', AZUREML_EXTRA_REQUIREMENTS_TXT: '' },
      pip: [],
      faults: [],
    });
  });

  test('have requirements installed when the image is built', async () => {
    const result = await read(
      { A: '1', AZUREML_EXTRA_REQUIREMENTS_TXT: 'requirements.txt' },
      { 'src/deploy/requirements.txt': '# ours\nsix==1.16.0\r\n\nidna\n' },
    );
    expect(result).toMatchObject({
      pip: ['six==1.16.0 requirements.txt:2', 'idna requirements.txt:4'],
      variables: { A: '1' },
      faults: [],
    });
    expect(result.infos[0]).toContain('installed when the image is built, not at each start');
  });

  test('have the packages of a conda file installed by pip', async () => {
    const result = await read(
      { AZUREML_EXTRA_CONDA_YAML: '../env.yml' },
      {
        'src/env.yml':
          'dependencies: [python=3.8, pip, numpy=1.26, {pip: [six]}]\nvariables: {B: 2}\n',
      },
    );
    expect(result).toMatchObject({
      pip: ['numpy==1.26.* ../env.yml:1', 'six ../env.yml:1'],
      variables: { B: '2' },
    });
  });

  test('may name a path as the image has it', async () => {
    const result = await read(
      { AZUREML_EXTRA_CONDA_YAML_ABS_PATH: '/var/azureml-app/src/env.yml' },
      { 'src/env.yml': 'dependencies: [{pip: [six]}]\n' },
    );
    expect(result).toMatchObject({ pip: [expect.stringContaining('six ')], faults: [] });
  });

  test('put a folder of modules before the others', async () => {
    const result = await read(
      {
        AZUREML_EXTRA_PYTHON_LIB_PATH: 'libs',
        PYTHONPATH: '/x',
        AZUREML_EXTRA_REQUIREMENTS_TXT: 'r.txt',
      },
      { 'src/deploy/libs/a.py': '' },
    );
    expect(result.variables).toEqual({ PYTHONPATH: '/var/azureml-app/src/deploy/libs:/x' });
    expect(result.warnings).toEqual([
      'AZUREML_EXTRA_REQUIREMENTS_TXT is ignored: a prebuilt image takes AZUREML_EXTRA_PYTHON_LIB_PATH alone',
    ]);
  });

  test.each([
    ['AZUREML_EXTRA_PYTHON_LIB_PATH', 'score.py', 97],
    ['AZUREML_EXTRA_CONDA_YAML', 'none.yml', 98],
    ['AZUREML_EXTRA_CONDA_YAML_ABS_PATH', '/etc/hostname', 98],
    ['AZUREML_EXTRA_REQUIREMENTS_TXT', '../../outside.txt', 99],
  ])('%s is refused for %j, before the image ends with %d', async (name, value, exitCode) => {
    const { faults } = await read({ [name]: value }, { 'outside.txt': 'six' });
    expect(faults).toEqual([
      expect.stringMatching(
        new RegExp(
          `^inferenceconfig\\.json \\(environment\\.environmentVariables\\.${name}\\): .*exit code ${exitCode};`,
        ),
      ),
    ]);
  });

  test('refuse lines that pip is not to have', async () => {
    const { faults } = await read(
      { AZUREML_EXTRA_REQUIREMENTS_TXT: 'r.txt' },
      { 'src/deploy/r.txt': 'six\n-r more.txt\n' },
    );
    expect(faults).toEqual([
      'r.txt:2: "-r more.txt" includes another file with -r; write its lines here instead',
    ]);
  });

  test('never meet an absolute entry script', async () => {
    const { faults } = await read({ AZUREML_ENTRY_SCRIPT: '/var/azureml-app/score.py' });
    expect(faults).toEqual([expect.stringContaining('leave it out, entryScript sets it')]);
  });
});
