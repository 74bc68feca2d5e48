import { expect, test } from 'vitest';
import { runEntry } from '../host/run-entry.ts';

const run = (...args: string[]) => runEntry('main', {}, args);

test('without a command it prints help on stderr and ends with 2', async () => {
  const result = await run();
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr).toContain('Usage: package-model <command>');
});

test('--help of a command lists its inputs with defaults', async () => {
  const { exitCode, stdout } = await run('smoke-test', '--help');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/--start-timeout NUMBER\n.*Default: 300\./);
});

test('an unknown command names the nearest one', async () => {
  const { exitCode, stderr } = await run('biuld-image');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Did you mean "build-image"?');
});

test('bad inputs are told together on stderr and end with 2', async () => {
  const result = await run('register-model', '--model-nam', 'x', '--json', 'stray');
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr.trimEnd().split('\n')).toEqual([
    'error: "--model-nam" is not an input; did you mean --model-name?',
    'error: "stray" belongs to no input; inputs are given as --name VALUE',
    'error: --model-name is required; give for example diabetes',
    'error: --model-path is required; give for example outputs/model.joblib',
  ]);
});

test('base-images lists the known images on stdout, as a table or as data', async () => {
  const { exitCode, stdout } = await run('base-images');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^inference-base-2004 +base +retired +inference-base-2204 /m);
  const json: unknown = JSON.parse((await run('base-images', '--json')).stdout);
  expect(json).toMatchObject({ 'base-images': { registry: 'mcr.microsoft.com/azureml' } });
});

test('a folder for run that is not there is bad input', async () => {
  const { exitCode, stderr } = await run('run', 'nowhere');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('nowhere: there is no such file');
});

test('a GitHub action with bad inputs annotates each and ends with 2', async () => {
  const { exitCode, stdout } = await runEntry('github/register-model', {
    GITHUB_ACTIONS: 'true',
    'INPUT_MODEL-NAME': 'bad\n::set-output name=model-name::evil',
  });
  expect(exitCode).toBe(2);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines.every((line) => line.startsWith('::error::model-'))).toBe(true);
});

test('the chain without model.yaml and inputs says all that it lacks', async () => {
  const { exitCode, stderr } = await run('run');
  expect(exitCode).toBe(2);
  expect(stderr.trimEnd().split('\n')).toEqual([
    'error: --model-name is required; give it, or describe the chain in --model-yaml',
    'error: --model-path is required; give it, or describe the chain in --model-yaml',
  ]);
});
