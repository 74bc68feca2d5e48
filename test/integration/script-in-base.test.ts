import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testPythonVersion } from './support/base-image.ts';
import { mustRunCli, runCli } from './support/cli.ts';
import { containersLeft, recordingDocker, removeImages } from './support/docker-calls.ts';
import type { RecordingDocker } from './support/docker-calls.ts';
import { goodScore, writeProject } from './support/project.ts';
import { ensureServerBase, serverBaseImage } from './support/server-base.ts';

let cwd = '';
let docker: RecordingDocker;

beforeAll(async () => {
  await ensureServerBase();
  cwd = await mkdtemp(join(tmpdir(), 'package-model-script-'));
  docker = await recordingDocker(cwd);
});

afterAll(async () => {
  await removeImages('images:script');
  await rm(cwd, { recursive: true, force: true });
});

const args = (): readonly string[] => [
  'run',
  '.',
  '--image',
  'dir:images:script',
  '--docker',
  docker.program,
];

test("what the base image's Python cannot parse is refused before anything is registered", async () => {
  await writeProject(cwd, { score: `${goodScore}\n\nprint "ready"\n` });
  const { exitCode, stderr } = await runCli(args(), { cwd });
  expect(exitCode).toBe(2);
  const line = goodScore.split('\n').length + 2;
  expect(stderr).toContain(
    `source/score.py:${line}:1: this is not valid Python ${testPythonVersion()}.`,
  );
  expect(stderr).toContain('correct it [script-syntax]');
  await expect(stat(join(cwd, '.models'))).rejects.toThrow('ENOENT');
  expect(await containersLeft(await docker.containerNames())).toEqual([]);
});

test('what the base image does not bring is said where its own packages are used', async () => {
  const late = 'def explain():\n    import flask\n    import nobody_has_this\n';
  await writeFile(join(cwd, 'source/score.py'), `${goodScore}\n\n${late}`);
  const { stderr } = await mustRunCli(args(), { cwd });
  const said = stderr.split('\n').filter((line) => line.includes('[module-missing]'));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(`nothing in ${serverBaseImage} provides nobody_has_this`);
  expect(said[0]).toContain('install nobody-has-this in that image');
});
