import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createAzurePipelinesHost,
  loadTaskLibrary,
} from '../../../packages/host/src/azure-pipelines.ts';
import { camelCase } from '../../../packages/host/src/input-names.ts';
import { runEntry } from './run-entry.ts';

test.each([
  ['model-name', 'modelName'],
  ['image', 'image'],
  ['pip-extra-index-url', 'pipExtraIndexUrl'],
])('%s is %s in a task', (kebab, camel) => {
  expect(camelCase(kebab)).toBe(camel);
});

test('lines from outside are no commands of the agent', async () => {
  process.env['AGENT_TEMPDIRECTORY'] = mkdtempSync(join(tmpdir(), 'agent-'));
  const { task, inputs } = await loadTaskLibrary(process.env);
  const written: string[] = [];
  const host = createAzurePipelinesHost(task, {
    inputs,
    write: (text) => void written.push(text),
    now: () => 0,
  });
  host.log.info('x ##vso[task.setvariable variable=PATH]evil\n##[error]y');
  expect(written.join('')).toBe('x # #vso[task.setvariable variable=PATH]evil\n# #[error]y\n');
});

test('a task with faulty inputs logs each as an issue and completes as failed', async () => {
  const result = await runEntry('azure-pipelines/register-model', {
    INPUT_MODELNAME: 'bad\n##vso[task.complete result=Succeeded]',
  });
  const lines = result.stdout.split('\n').filter((line) => line.startsWith('##vso'));
  expect(lines.filter((line) => line.includes('task.logissue type=error'))).toHaveLength(2);
  expect(lines.filter((line) => /##vso.task.complete/.test(line))).toEqual([
    '##vso[task.complete result=Failed;]',
  ]);
  expect(result.stdout).toContain('modelPath is required');
  expect(result.exitCode).toBe(0);
});

test('the key of the secrets is written to the temporary folder of the agent and nowhere else', async () => {
  const result = await runEntry('azure-pipelines/register-model', {});
  expect(result.filesInWorkingDirectory).toEqual([]);
  expect(result.filesInTemporaryDirectory).toEqual(['.taskkey']);
});
