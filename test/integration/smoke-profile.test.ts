import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseReport } from '@package-model/core/smoke/report/report';
import { runCli } from './support/cli.ts';
import { containersLeft, recordingDocker } from './support/docker-calls.ts';
import { prepareProjects } from './support/prepared-project.ts';

/** Holds 100 MB from its start on, beside what Python and the server take. */
const heavyScore = `import json


def init():
    global held
    held = b"x" * (100 * 1000 * 1000)


def run(raw_data):
    return [number * 2 for number in json.loads(raw_data)["data"]]
`;
const BUDGET_S = 35;
let folder = '';
let cwd = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-profile-'));
  const projects = await prepareProjects(folder);
  cwd = await projects.create('project', { score: heavyScore });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the memory a service needs is found within the budget and written down', async () => {
  const deployment = join(cwd, 'deploymentconfig.json');
  await writeFile(deployment, '{\n  // ours\n  "computeType": "AKS",\n  "numReplicas": 2\n}\n');
  const docker = await recordingDocker(cwd);
  const own = ['--image', 'dir:images', '--model-registry', 'dir:models'];
  const profile = ['--profile', '--profile-budget', String(BUDGET_S)];
  const into = ['--profile-into', 'deploymentconfig.json'];
  const machine = ['--docker', docker.program, '--json'];
  const { exitCode, stdout, stderr } = await runCli(
    ['run', '.', ...own, ...profile, ...into, ...machine],
    { cwd },
  );
  expect(stderr).toMatch(/Recommended resources: \{'cpu': [\d.]+, 'memoryInGB': [\d.]+\}/);
  expect(exitCode).toBe(0);
  const path = join(cwd, 'smoke-report.json');
  const { profile: found } = parseReport(JSON.parse(await readFile(path, 'utf8')), path);
  if (found === null) throw new Error('no profile');
  expect(found.durationSeconds).toBeLessThan(BUDGET_S + 10);
  const [start, ...limited] = found.trials;
  const peak = start?.figures?.peakMemoryBytes ?? 0;
  expect(peak).toBeGreaterThan(100e6);
  expect(start?.figures?.usedCpus).toBeGreaterThan(0);
  // 100 MB cannot be held in less.
  const tooSmall = limited.filter(({ memoryBytes }) => (memoryBytes ?? peak) < 100e6);
  expect(limited.length).toBeGreaterThan(0);
  expect(tooSmall.filter(({ problem }) => problem === null)).toEqual([]);
  const memory = (found.recommended?.memoryInGB ?? 0) * 2 ** 30;
  expect(memory).toBeGreaterThan(125e6);
  expect(memory).toBeLessThan(450e6);

  const text = await readFile(deployment, 'utf8');
  expect(text).toContain('// ours');
  const written: unknown = JSON.parse(text.replace('// ours', ''));
  expect(written).toEqual({
    computeType: 'AKS',
    numReplicas: 2,
    containerResourceRequirements: found.recommended,
  });
  const outputs: Record<string, string> = JSON.parse(stdout);
  expect(JSON.parse(outputs['recommended-resources'] ?? '')).toEqual(found.recommended);
  expect(JSON.parse(outputs['profile'] ?? '')).toMatchObject({
    recommendedCpu: found.recommended?.cpu,
    recommendedMemoryInGB: found.recommended?.memoryInGB,
    successRate: 100,
  });
  expect(await containersLeft(await docker.containerNames())).toEqual([]);
});
