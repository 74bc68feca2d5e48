import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testBaseImage, testPythonVersion } from './support/base-image.ts';
import { betrayedIn } from './support/betrayed.ts';
import { runCli } from './support/cli.ts';
import type { CliResult } from './support/cli.ts';
import { makeChannel, serveChannels } from './support/conda-channel.ts';
import type { ChannelServer } from './support/conda-channel.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { secretsDocker } from './support/engines.ts';

const login = {
  user: 'canary-user-9f31',
  password: 'canary-password-1c77',
  token: 'canary-token-5ae2',
};
const canaries = Object.values(login);
const prefix = '/azureml-envs/package-model';
let folder = '';
let project = '';
let server: ChannelServer;
let result: CliResult;
let image = '';
let program = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-conda-'));
  project = join(folder, 'project');
  program = await secretsDocker(folder, new AbortController().signal);
  await writeProject();
  await makeChannel(join(project, 'source/channel'), 'python', 'pip', 'greeting');
  await makeChannel(join(folder, 'served/team'), 'greeting-data');
  server = await serveChannels(join(folder, 'served'), login);
  result = await run();
  const lock = await readFile(join(project, 'package-model.lock'), 'utf8').catch(() => '');
  image = `package-model/environment:${/env-[0-9a-f]+/.exec(lock)?.[0] ?? 'none'}`;
});

afterAll(async () => {
  await server.close();
  await removeImages(image);
  await rm(folder, { recursive: true, force: true });
});

async function run(...more: readonly string[]): Promise<CliResult> {
  const build = ['--docker', program, '--conda-channel-alias', server.alias];
  const target = ['--base-image', testBaseImage(), '--image', 'dir:images:1'];
  return runCli(['run', '.', ...build, ...target, '--debug', ...more], { cwd: project });
}

async function writeProject(): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    'model/name.txt': 'model\n',
    'inferenceconfig.json': JSON.stringify({
      entryScript: 'score.py',
      sourceDirectory: 'source',
      condaFile: 'environment.yml',
    }),
    'source/environment.yml': [
      'channels: [./channel, team, nodefaults]',
      'dependencies:',
      `  - python=${testPythonVersion()}`,
      '  - greeting=1.0',
      '  - pip:',
      '      - azureml-inference-server-http==1.5.1',
      'variables: {GREETING_END: "!"}',
      '',
    ].join('\n'),
    'source/.amlignore': 'channel/\n',
    'source/score.py': [
      'import os, subprocess, sys',
      'def init():',
      '    pass',
      'def run(data):',
      '    said = subprocess.run(["greeting", "you"], stdout=subprocess.PIPE, check=True, text=True)',
      '    return [said.stdout.strip() + os.environ["GREETING_END"], sys.prefix]',
      '',
    ].join('\n'),
    'cases.yaml': `- request: {data: 1}\n  expect:\n    json: ["Hello from conda 2.1, you!", "${prefix}"]\n`,
    'model.yaml':
      'name: greeter\npath: model\ninference-config: inferenceconfig.json\nsmoke-test: {cases: cases.yaml}\n',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(project, path, '..'), { recursive: true });
    await writeFile(join(project, path), text);
  }
}

describe('a conda environment made by rattler', () => {
  test('serves what only conda packages bring, with the Python of the channel', () => {
    expect(result.stderr).toContain(
      'The environment is made by rattler: the channel ./channel is a folder of the repository',
    );
    expect(result.stderr).toContain('The smoke test passed');
    expect(result.exitCode).toBe(0);
  });

  test('solves versions over both channels and is listed in the lock file', async () => {
    const lock = await readFile(join(project, 'package-model.lock'), 'utf8');
    for (const line of ['greeting=1.0=0', 'greeting-data=2.1=0', 'pip=23.0=py_0']) {
      expect(lock).toContain(`"${line}"`);
    }
    expect(lock).toMatch(/"python=3\.\d+\.\d+=0_cpython"/);
    expect(lock).toContain('"azureml-inference-server-http==1.5.1"');
    expect(lock).not.toContain('"pip==');
  });

  test('reaches a channel with a login, which stands nowhere afterwards', async () => {
    expect(server.requests).toContain('team/noarch/greeting-data-2.1-0.tar.bz2');
    expect(server.requests.join('\n')).not.toContain('greeting-data-3.0');
    const { stdout, stderr } = result;
    const history = await docker('history', '--no-trunc', image);
    const config = await docker('image', 'inspect', image);
    for (const canary of canaries) expect(stdout + stderr + history + config).not.toContain(canary);
    expect(await betrayedIn(folder, canaries)).toEqual([]);
  });

  test('keeps the channels of its packages, without the login', async () => {
    const path = `${prefix}/conda-meta/greeting-data-2.1-0.json`;
    const meta = await docker('run', '--rm', '--entrypoint=cat', image, path);
    expect(JSON.parse(meta)).toMatchObject({
      url: `${server.publicAlias}team/noarch/greeting-data-2.1-0.tar.bz2`,
    });
  });

  test('is where programs look for it, and rattler itself is gone', async () => {
    const say = `command -v python; command -v greeting; echo $CONDA_PREFIX; ls -d /opt/rattler ${prefix}/CACHEDIR.TAG; id -u`;
    const run = ['run', '--rm', '--entrypoint=sh', image, '-c', `{ ${say}; } 2>/dev/null`];
    const said = (await docker(...run)).trim().split('\n');
    expect(said).toEqual([
      `${prefix}/bin/python`,
      `${prefix}/bin/greeting`,
      prefix,
      `${prefix}/CACHEDIR.TAG`,
      '10001',
    ]);
  });

  test('is another one when a package of the folder changes', async () => {
    const digest = async () => (await run('--dry-run')).stdout;
    const before = await digest();
    await writeFile(join(project, 'source/channel/noarch/more-1.0-0.tar.bz2'), 'x');
    expect(await digest()).not.toBe(before);
  });
});
