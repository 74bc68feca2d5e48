import { access, mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { childEnvironment } from '../../../packages/host/src/child-environment.ts';
import { parsePipConfig } from '../../../packages/host/src/pip-config.ts';
import { isPipeline } from '../../../packages/host/src/pipeline.ts';
import { findProgram } from '../../../packages/host/src/runner.ts';
import { readMachineSettings } from '../../../packages/host/src/settings.ts';

test('a pipeline has no cache folder, a terminal has one', async () => {
  const home = await mkdtemp(join(tmpdir(), 'home-'));
  const onTerminal = await readMachineSettings({ HOME: home }, 'terminal');
  const inPipeline = await readMachineSettings({ HOME: home, CI: 'true' }, 'terminal');
  expect(onTerminal.cacheDirectory).toBe(join(home, '.cache', 'package-model'));
  expect(inPipeline.cacheDirectory).toBeUndefined();
  await onTerminal.dispose();
  await inPipeline.dispose();
});

test('the temporary folder is below the one of the runner and goes at the end', async () => {
  const base = await mkdtemp(join(tmpdir(), 'runner-'));
  const settings = await readMachineSettings({ RUNNER_TEMP: base, HOME: base }, 'github');
  expect(settings.temporaryDirectory.startsWith(join(base, 'package-model-'))).toBe(true);
  await settings.dispose();
  await expect(access(settings.temporaryDirectory)).rejects.toThrow('ENOENT');
});

test('variables of the environment win over pip.conf', async () => {
  const home = await mkdtemp(join(tmpdir(), 'home-'));
  await mkdir(join(home, '.config', 'pip'), { recursive: true });
  const text = '[global]\nindex-url = https://file.example/simple\ncert = /etc/file.pem\n';
  await writeFile(join(home, '.config', 'pip', 'pip.conf'), text);
  const environment = { HOME: home, PIP_INDEX_URL: 'https://env.example/simple' };
  const settings = await readMachineSettings(environment, 'terminal');
  await settings.dispose();
  const { network } = settings;
  expect(network.pipIndexUrl).toBe('https://env.example/simple');
  expect(network.caCertificates).toBe('/etc/file.pem');
});

test('reads the sections global and install of pip.conf, continued lines included', () => {
  const text = '[global]\nextra-index-url =\n  https://a\n  https://b\n[list]\nformat = columns\n';
  expect(parsePipConfig(text)).toEqual({ 'extra-index-url': 'https://a https://b' });
});

test.each([
  [{ CI: 'true' }, true],
  [{ CI: 'false' }, false],
  [{ TF_BUILD: 'True' }, true],
  [{ GITHUB_ACTIONS: 'true' }, true],
  [{}, false],
])('%j is a pipeline: %s', (environment, expected) => {
  expect(isPipeline(environment)).toBe(expected);
});

test('children get no inputs, no tokens and no command files', () => {
  const secrets = {
    'INPUT_PIP-INDEX-URL': 'canary',
    ACTIONS_RUNTIME_TOKEN: 'canary',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary',
    GITHUB_TOKEN: 'canary',
    GITHUB_OUTPUT: 'canary',
    SYSTEM_ACCESSTOKEN: 'canary',
    ENDPOINT_AUTH_x: 'canary',
    SECRET_PASSWORD: 'canary',
  };
  const kept = { PATH: '/bin', HOME: '/root', HTTPS_PROXY: 'http://p', DOCKER_HOST: 'unix:///x' };
  expect(childEnvironment({ ...secrets, ...kept })).toEqual(kept);
});

test('finds programs on PATH and by path, and none that cannot run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bin-'));
  await writeFile(join(folder, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
  await writeFile(join(folder, 'text'), '', { mode: 0o644 });
  const environment = { PATH: `/nowhere:${folder}` };
  expect(findProgram('tool', environment, '/')).toBe(join(folder, 'tool'));
  expect(findProgram('./tool', environment, folder)).toBe(join(folder, 'tool'));
  expect(findProgram('text', environment, '/')).toBeUndefined();
});
