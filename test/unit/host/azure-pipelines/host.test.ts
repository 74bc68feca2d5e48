import { camelCase } from '@package-model/host/input-names';
import { expect, test } from 'vitest';
import { createTask } from '../azure-task.ts';
import { runEntry } from '../run-entry.ts';

test.each([
  ['model-name', 'modelName'],
  ['image', 'image'],
  ['pip-extra-index-url', 'pipExtraIndexUrl'],
])('%s is %s in a task', (kebab, camel) => {
  expect(camelCase(kebab)).toBe(camel);
});

test('lines from outside are no commands of the agent', async () => {
  const task = await createTask();
  task.host.log.info('x ##vso[task.setvariable variable=PATH]evil\n##[error]y');
  expect(task.text()).toBe('x # #vso[task.setvariable variable=PATH]evil\n# #[error]y\n');
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
  expect(result.stdout).not.toContain('##vso[task.debug]');
  expect(result.exitCode).toBe(0);
});

test('debug lines are told to a run that was started with System.Debug', async () => {
  const environment = { SYSTEM_DEBUG: 'true', INPUT_MODELNAME: 'm' };
  const result = await runEntry('azure-pipelines/register-model', environment);
  expect(result.stdout).toContain('##vso[task.debug]');
});

test('the key of the secrets is written to the temporary folder of the agent and nowhere else', async () => {
  const result = await runEntry('azure-pipelines/register-model', {});
  expect(result.filesInWorkingDirectory).toEqual([]);
  expect(result.filesInTemporaryDirectory).toEqual(['.taskkey']);
});

test('outputs are variables for later jobs, and lines for those who may set none', async () => {
  const task = await createTask();
  await task.host.setOutputs({ 'model-id': 'diabetes:7', image: 'r@sha256:1' });
  const set = task.read().commands.filter(({ name }) => name === 'task.setvariable');
  expect(set.map(({ properties, data }) => [properties, data])).toEqual([
    [
      expect.objectContaining({ variable: 'modelId', isoutput: 'true', issecret: 'false' }),
      'diabetes:7',
    ],
    [
      expect.objectContaining({ variable: 'image', isoutput: 'true', issecret: 'false' }),
      'r@sha256:1',
    ],
  ]);
  expect(task.text()).toContain('Output variable modelId: diabetes:7\n');
});

test('a variable that the job does not have is told by the input that names it', async () => {
  const { stdout } = await runEntry('azure-pipelines/smoke-test', {
    INPUT_IMAGE: '$(build.image)',
    INPUT_REGISTRYAUTH: ' $(my-secret) ',
    INPUT_TESTVARIABLES: 'TODAY=$(date)',
  });
  const warnings = stdout.split('\n').filter((line) => line.includes('type=warning'));
  expect(warnings).toEqual([
    expect.stringContaining(']image names a variable that this job does not have'),
    expect.stringContaining(']registryAuth names a variable that this job does not have'),
  ]);
  expect(warnings.join()).not.toContain('my-secret');
});

test('every line of a secret is told to the agent as it is, each once', async () => {
  const task = await createTask();
  const secret =
    '-----BEGIN KEY-----\r\np%25;]=w%AZP25 ##vso[x]\n\n  indented%0A\n-----END KEY-----\n';
  task.host.addSecret(secret);
  task.host.addSecret('p%25;]=w%AZP25 ##vso[x]');
  task.host.addSecret('{"auth": "dXNlcjpw\\nZW0="}');
  const commands = task.read().commands;
  expect(commands.map(({ name, properties }) => [name, properties])).toEqual(
    commands.map(() => ['task.setsecret', {}]),
  );
  expect(commands.map(({ data }) => data)).toEqual([
    '-----BEGIN KEY-----',
    'p%25;]=w%AZP25 ##vso[x]',
    'indented%0A',
    '-----END KEY-----',
    '{"auth": "dXNlcjpw\\nZW0="}',
    'dXNlcjpw',
    'ZW0=',
  ]);
});
