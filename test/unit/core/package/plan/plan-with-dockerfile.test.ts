import path from 'node:path';
import { silentLog } from '@package-model/core/log';
import type { ModelVersion } from '@package-model/core/model/types';
import { digestOf } from '@package-model/core/oci/digest';
import type { Run } from '@package-model/core/process/run';
import { readOwnDockerfile } from '@package-model/core/package/dockerfile/own-dockerfile';
import { parsePlan } from '@package-model/core/package/plan/parse-plan';
import { environmentHash } from '@package-model/core/package/plan/plan';
import { createPlanWithDockerfile } from '@package-model/core/package/plan/plan-with-dockerfile';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';

const { signal } = new AbortController();
const run: Run = { run: () => Promise.reject(new Error('no program is run here')) };
const goodScript = 'def init():\n    pass\n\n\ndef run(raw):\n    return raw\n';
const model: ModelVersion = {
  name: 'm',
  version: '3',
  id: 'm:3',
  digest: digestOf('m'),
  reference: `models/m@${digestOf('m')}`,
  layers: [],
  files: [],
};

async function planOf(
  lines: readonly string[],
  models: readonly ModelVersion[] = [],
  script = goodScript,
) {
  const root = await temporaryFolder({
    Dockerfile: `FROM base:1\n${lines.join('\n')}\n`,
    'score.py': script,
    'model.pkl': 'm',
  });
  const said: string[] = [];
  const note = (line: string) => said.push(line);
  const log = { ...silentLog, info: note, warn: note };
  const own = await readOwnDockerfile(path.join(root, 'Dockerfile'), 'Dockerfile', {
    log,
    run,
    signal,
  });
  const created = await createPlanWithDockerfile({ own, models }, { run, log, signal });
  return { ...created, said };
}

const code = ['COPY score.py /var/azureml-app/sub/', 'ENV AZUREML_ENTRY_SCRIPT=sub/score.py'];

test('a Dockerfile that brings the code needs no inference configuration', async () => {
  const { plan, baseSources } = await planOf(code);
  expect(plan.code).toEqual({ directory: '', entryScript: 'sub/score.py', files: [] });
  expect(plan.variables['AZUREML_ENTRY_SCRIPT']).toBe('sub/score.py');
  expect(plan.environment).toMatchObject({ baseImage: 'base:1', userManaged: true, pip: [] });
  expect(plan.environment.baseContext?.map((file) => file.path)).toEqual(['score.py']);
  expect([...(baseSources?.keys() ?? [])]).toEqual(['score.py']);
  expect(plan.labels['io.package-model.environment']).toBe(environmentHash(plan.environment));
  expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
});

test('its own model directory stays where it has files there', async () => {
  const lines = [
    ...code,
    'COPY model.pkl /var/azureml-app/azureml-models/',
    'ENV AZUREML_MODEL_DIR=/var/azureml-app/azureml-models',
  ];
  const { plan } = await planOf(lines, [model]);
  expect(plan.variables['AZUREML_MODEL_DIR']).toBe('/var/azureml-app/azureml-models');
});

test('a model directory without files gives way to that of the registered models', async () => {
  const { plan, said } = await planOf([...code, 'ENV AZUREML_MODEL_DIR=/opt/x'], [model]);
  expect(plan.variables['AZUREML_MODEL_DIR']).toBe('/var/azureml-app/azureml-models/m/3');
  expect(said.join('\n')).toContain('sets AZUREML_MODEL_DIR=/opt/x but copies nothing there');
});

test.each([
  [[], 'Dockerfile: the Dockerfile sets no AZUREML_ENTRY_SCRIPT'],
  [['ENV AZUREML_ENTRY_SCRIPT=/opt/score.py'], 'is not below /var/azureml-app'],
])('says what is missing without an inference configuration: %j', async (lines, message) => {
  await expect(planOf(lines)).rejects.toThrow(message);
});

test('the entry script is looked at in the folder of the Dockerfile', async () => {
  await expect(planOf(code, [], 'def init():\n    pass\n')).rejects.toThrow('score.py: ');
});
