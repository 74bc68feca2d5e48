import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseReport } from '@package-model/core/smoke/report/report';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { runCli } from './support/cli.ts';
import { docker } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { prepareProjects } from './support/prepared-project.ts';

let folder = '';
let cwd = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-baseline-'));
  const projects = await prepareProjects(folder);
  cwd = await projects.create('project');
  await writeFile(join(cwd, 'cases.yaml'), '- name: multiplies\n  request: {data: [3, 5]}\n');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const machine = ['--docker', testDocker(), '--json'];

function runChain(...args: readonly string[]) {
  const own = ['--image', 'dir:images', '--model-registry', 'dir:models', '--baseline', 'latest'];
  return runCli(['run', '.', ...own, ...args, ...machine], { cwd });
}

async function readReport(): Promise<SmokeReport> {
  const path = join(cwd, 'smoke-report.json');
  return parseReport(JSON.parse(await readFile(path, 'utf8')), path);
}

test('a version is held against the one that was released before it', async () => {
  const first = await runChain('--max-drift', '0.05');
  expect(first.stderr).toContain('There is no earlier release to compare with');
  expect(first.exitCode).toBe(0);
  expect((await readReport()).baseline).toBeNull();
  const released: Record<string, string> = JSON.parse(first.stdout);

  await writeFile(join(cwd, 'model/factor.json'), '{"factor": 2.2}\n');
  const second = await runChain('--max-drift', '0.05');
  const told = 'multiplies: /0: 6.6000000000000005, before 6 (drift 0.1); at most 0.05 is allowed';
  expect(second.stderr).toContain(told);
  expect(second.stderr).toContain('Compared with dir:images:1:');
  expect(second.exitCode).toBe(1);
  const outputs: Record<string, string> = JSON.parse(second.stdout);
  expect(outputs).toMatchObject({ passed: 'false', outcome: 'check-failed' });
  expect(outputs).not.toHaveProperty('tags');
  const { baseline, checks } = await readReport();
  expect(baseline?.digest).toBe(released['digest']);
  expect(baseline?.cases).toMatchObject([
    { name: 'multiplies', differenceCount: 2, differences: [{ pointer: '/0' }, { pointer: '/1' }] },
  ]);
  expect(baseline?.cases[0]?.latencyMs).toBeGreaterThan(0);
  expect(baseline?.cases[0]?.latencyBeforeMs).toBeGreaterThan(0);
  expect(checks.find(({ id }) => id === 'max-drift')?.outcome).toBe('failed');

  // Without a limit, and within one, the differences are only told.
  const image = ['--image', outputs['image'] ?? '', '--baseline', 'dir:images:1'];
  const limit = ['--max-drift', 'answer=0.2,latency=50'];
  const third = await runCli(
    ['smoke-test', '--cases', 'cases.yaml', ...image, ...limit, ...machine],
    { cwd },
  );
  expect(third.stderr).toContain('multiplies: 2 differences, at most 0.1 relative, 1 in numbers');
  expect(third.exitCode).toBe(0);
  expect((await readReport()).baseline?.image).toBe('dir:images:1');
  const names = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}');
  expect(names).not.toContain((released['digest'] ?? '').slice('sha256:'.length, 31));
});

test('a baseline that is not there is said before anything runs', async () => {
  const image = ['--image', `dir:images@sha256:${'0'.repeat(64)}`, '--baseline', 'dir:images:9.9'];
  const { exitCode, stderr } = await runCli(['smoke-test', ...image, ...machine], { cwd });
  expect(stderr).toContain('the baseline dir:images:9.9 is not there');
  expect(exitCode).toBe(1);
});
