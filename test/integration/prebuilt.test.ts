import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testBaseImage, testPythonVersion } from './support/base-image.ts';
import { mustRunCli, runCli } from './support/cli.ts';
import { docker, recordingDocker, removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { ensurePrebuiltImage, prebuiltImage } from './support/prebuilt-image.ts';
import { goodScore, writeProject } from './support/project.ts';
import { askServed } from './support/served-image.ts';

let folder = '';

beforeAll(async () => {
  await ensurePrebuiltImage();
  folder = await mkdtemp(join(tmpdir(), 'package-model-prebuilt-'));
});

afterAll(async () => {
  await removeImages('images:plain', 'images:extra');
  await rm(folder, { recursive: true, force: true });
});

/** A project with a conda file on a base image, and more of its inference configuration. */
async function write(
  name: string,
  parts: { readonly pip: readonly string[]; readonly base: string; readonly score?: string },
): Promise<string> {
  const cwd = join(folder, name);
  await writeProject(cwd, parts.score === undefined ? {} : { score: parts.score });
  const lines = ['dependencies:', `- python=${testPythonVersion()}`, '- pip:'];
  await writeFile(
    join(cwd, 'conda.yml'),
    [...lines, ...parts.pip.map((line) => `  - ${line}`), ''].join('\n'),
  );
  const config = {
    entryScript: 'score.py',
    sourceDirectory: 'source',
    runtime: 'python',
    condaFile: '../conda.yml',
    baseImage: parts.base,
  };
  await writeFile(join(cwd, 'inferenceconfig.json'), JSON.stringify(config));
  return cwd;
}

describe('a prebuilt inference image as the base', () => {
  test('is the environment when nothing is added, and keeps nginx, runit and its user', async () => {
    const cwd = await write('plain', { pip: ['azureml-defaults'], base: prebuiltImage });
    const recording = await recordingDocker(folder);
    const args = [
      'run',
      '.',
      '--docker',
      recording.program,
      '--image',
      'dir:images:plain',
      '--load',
    ];
    const { stderr } = await mustRunCli(args, { cwd });
    expect(stderr).toContain(
      'brings nginx, runit and the scoring server 1.5.1: no packages are added.',
    );
    const calls = (await recording.calls()).map((call) => call.slice(0, 2).join(' '));
    expect(calls.filter((call) => /^(build |buildx build)/.test(call))).toEqual([]);
    const { Cmd, User } = JSON.parse(
      await docker('image', 'inspect', '--format', '{{json .Config}}', 'images:plain'),
    );
    expect({ Cmd, User }).toEqual({ Cmd: ['runsvdir', '/var/runit'], User: 'dockeruser' });
    const { answer, log } = await askServed('images:plain', { data: [7, 9] });
    expect(answer).toEqual([14, 18]);
    expect(log).toContain('entry script folder: /var/azureml-app/source');
  });

  test('gets packages into the environment that its server is in', async () => {
    const score = goodScore.replace('import os\n', 'import os\nimport colorama\n');
    const cwd = await write('extra', { pip: ['colorama==0.4.6'], base: prebuiltImage, score });
    const args = ['run', '.', '--docker', testDocker(), '--image', 'dir:images:extra', '--load'];
    const { stderr } = await mustRunCli(args, { cwd });
    expect(stderr).toContain('2 requirements go into /azureml-envs/minimal.');
    const { answer } = await askServed('images:extra', { data: [1] });
    expect(answer).toEqual([2]);
    const lock = await readFile(join(cwd, 'package-model.lock'), 'utf8');
    expect(lock).toContain('colorama==0.4.6');
    expect(lock).toContain('azureml-inference-server-http==1.5.1');
  });
});

describe('requirements that no release meets together', () => {
  test('are told with both sides and their place, and nothing is built', async () => {
    const cwd = await write('clash', {
      pip: ['connexion==2.14.2', 'colorama'],
      base: testBaseImage(),
    });
    const recording = await recordingDocker(folder);
    const { exitCode, stderr } = await chain(cwd, recording.program);
    expect(stderr).toMatch(
      /connexion 2\.14\.2 \(conda\.yml:4\) wants flask<2\.3.*, azureml-inference-server-http 1\.5\.1 wants flask~=3\.1\.0: .*list azureml-inference-server-http~=1\.3\.0 under pip/,
    );
    expect(exitCode).toBe(2);
    const calls = (await recording.calls()).map((call) => call.slice(0, 2).join(' '));
    expect(calls.filter((call) => /^(build |buildx build)/.test(call))).toEqual([]);
  });
});

async function chain(cwd: string, program = testDocker()) {
  return runCli(['run', '.', '--docker', program, '--image', 'dir:images:none'], { cwd });
}
