import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRun } from '@package-model/core/process/spawn';
import { parseReport } from '@package-model/core/smoke/report/report';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustRunCli, runCli } from './support/cli.ts';
import type { CliResult } from './support/cli.ts';
import { docker, recordingDocker } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { podmanEnvironment, testPodman } from './support/podman.ts';
import { prepareProjects } from './support/prepared-project.ts';
import { fromTestRun } from './support/test-run.ts';
import { startTcpProxy } from './support/tcp-proxy.ts';

/** Tells of its surroundings with each answer, and needs the outside when it is told so. */
const score = `import json
import os
import urllib.request


def init():
    if os.environ.get("CALL_OUT") == "yes":
        urllib.request.urlopen("http://198.51.100.1/weights", timeout=20)


def run(raw_data):
    return {"token": os.environ.get("TOKEN", ""), "file": read("/data/lookup.csv"), "memory": memory()}


def memory():
    both = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    return "".join(read(path) for path in both)


def read(path):
    return open(path, encoding="utf-8").read().strip() if os.path.exists(path) else ""
`;
/** What takes long and is tested elsewhere. */
const quick = ['--checks', 'memory-growth=off,parallel-answers=off,same-answer=off,clean-stop=off'];
const machine = ['--docker', testDocker()];
let folder = '';
let cwd = '';
let image = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-smoke-run-'));
  const projects = await prepareProjects(folder);
  cwd = await projects.create('project', { score });
  await writeFile(join(cwd, 'cases.yaml'), '- name: one\n  request: {data: [1]}\n');
  const registry = ['--model-registry', 'dir:models'];
  const registered = ['--model-name', 'm', '--model-path', 'model/factor.json', ...registry];
  const { 'model-id': model = '' } = await mustRunCli(['register-model', ...registered], { cwd });
  const config = ['--inference-config', 'inferenceconfig.json', ...registry];
  await mustRunCli(['package-model', '--model', model, ...config], { cwd });
  const target = ['--image', 'dir:images', ...machine];
  const built = await mustRunCli(['build-image', '--package-path', '.package', ...target], { cwd });
  image = built['image'] ?? '';
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function smokeTest(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return runCli(['smoke-test', '--cases', 'cases.yaml', ...quick, ...args], { cwd, env });
}

async function readReport(): Promise<SmokeReport> {
  const path = join(cwd, 'smoke-report.json');
  return parseReport(JSON.parse(await readFile(path, 'utf8')), path);
}

async function expecting(json: string): Promise<void> {
  const text = `- name: one\n  request: {data: [1]}\n  expect:\n    json-subset: ${json}\n`;
  await writeFile(join(cwd, 'cases.yaml'), text);
}

describe('a candidate', () => {
  test('of a layout folder passes under podman, and nothing of it stays', async () => {
    const env = await podmanEnvironment(folder);
    const passed = await smokeTest(['--image', image, '--docker', testPodman()], env);
    expect(passed.stderr).toContain('The smoke test passed');
    expect(passed.exitCode).toBe(0);
    expect((await readReport()).checks.map(({ id }) => id)).toContain('root-user');
  });

  test('has the limits of its deployment, and what only this test gives it', async () => {
    const requirements = { cpu: 0.5, memoryInGB: 0.5, memoryInGBLimit: 1 };
    const config = { computeType: 'AKS', containerResourceRequirements: requirements };
    await writeFile(join(cwd, 'deploymentconfig.json'), JSON.stringify(config));
    await writeFile(join(cwd, 'lookup.csv'), 'a,b\n');
    const memoryBytes = 768 * 2 ** 20;
    await expecting(`{token: hunter2-canary, file: "a,b", memory: "${memoryBytes}"}`);
    const given = [
      '--test-secrets',
      'TOKEN=hunter2-canary',
      '--test-files',
      'lookup.csv:/data/lookup.csv',
    ];
    const limits = ['--deployment-config', 'deploymentconfig.json', '--memory', '768m'];
    const passed = await smokeTest(['--image', image, ...machine, ...given, ...limits]);
    expect(passed.stderr).toContain('The container gets 0.5 CPU and 0.75 GB of memory.');
    expect(passed.stderr).toContain('The smoke test passed');
    expect(passed.stderr).not.toContain('hunter2-canary');
    expect(JSON.stringify(await readReport())).not.toContain('hunter2-canary');
  });

  test('that calls out in init() fails on a network without a way out, which then goes', async () => {
    const out = ['--isolated', '--test-variables', 'CALL_OUT=yes'];
    const recording = await recordingDocker(folder);
    const failed = await smokeTest(['--image', image, '--docker', recording.program, ...out]);
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain('ran on a network without a way out (isolated)');
    expect(await readReport()).toMatchObject({ outcome: 'start-failed' });
    const calls = await recording.calls();
    const made = calls.find((words) => words.slice(0, 2).join(' ') === 'network create')?.at(-1);
    expect(made).toMatch(/^package-model-/);
    const networks = await docker('network', 'ls', '--format', '{{.Name}}');
    expect(networks.split('\n')).not.toContain(made);
  });

  test('is found on another machine, where its port is published', async () => {
    await writeFile(join(cwd, 'cases.yaml'), '- name: one\n  request: {data: [1]}\n');
    const context = await docker('context', 'inspect', '--format', '{{.Endpoints.docker.Host}}');
    const proxy = await startTcpProxy('127.0.0.2', context.trim().replace(/^unix:\/\//, ''));
    try {
      const env = { DOCKER_HOST: `tcp://127.0.0.2:${proxy.port}` };
      const passed = await smokeTest(['--image', image, ...machine], env);
      expect(passed.stderr).toContain('The service is reached at http://127.0.0.2:');
      expect(passed.exitCode).toBe(0);
      const refused = await smokeTest(['--image', image, ...machine, '--isolated'], env);
      expect(refused.stderr).toContain(
        `--isolated cannot be used here: docker is at ${env.DOCKER_HOST}`,
      );
    } finally {
      await proxy.stop();
    }
  });

  test('is reached by a job that runs in a container itself', async () => {
    const mounts = [
      [process.execPath, '/usr/local/bin/node', 'ro'],
      [await pathOf(testDocker()), '/usr/local/bin/docker', 'ro'],
      [join(projectRoot, 'dist'), '/package-model', 'ro'],
      ['/var/run/docker.sock', '/var/run/docker.sock', 'ro'],
      [cwd, '/project', 'rw'],
    ].map((parts) => `--volume=${parts.join(':')}`);
    const job = ['node', '/package-model/cli.js', 'smoke-test', '--image', image];
    const cases = ['--cases', 'cases.yaml', ...quick];
    const base = fromTestRun('PACKAGE_MODEL_TEST_BASE_IMAGE');
    const where = ['--rm', '--workdir=/project', ...mounts, base];
    const said = await docker('run', ...where, 'sh', '-c', '"$@" 2>&1', 'sh', ...job, ...cases);
    expect(said).toMatch(/The service is reached at http:\/\/172\.\d+\.\d+\.\d+:5001\//);
    expect(said).toContain('The smoke test passed');
  });

  test('that failed stays when it is asked to, and can be entered, asked by its url and removed', async () => {
    await expecting('{token: another}');
    const failed = await smokeTest(['--image', image, ...machine, '--keep-on-failure']);
    const [, name = ''] =
      /The container (package-model-smoke-\w+) was kept/.exec(failed.stderr) ?? [];
    try {
      expect(failed.stderr).toContain(`exec -it ${name} sh`);
      expect(await docker('exec', name, 'echo', 'inside')).toBe('inside\n');
      const address = (await docker('port', name, '5001/tcp')).trim();
      await expecting('{token: ""}');
      const passed = await smokeTest(['--url', `http://${address}/score`]);
      expect(passed.stderr).toContain(`Testing the service at http://${address}/.`);
      expect(passed.exitCode).toBe(0);
      expect(await readReport()).toMatchObject({ image: `http://${address}/`, imageDigest: null });
    } finally {
      const [, removal = ''] = /remove it: (.*)/.exec(failed.stderr) ?? [];
      for (const call of removal.split(' && ')) await docker(...call.split(' ').slice(1));
    }
    expect(await docker('ps', '--all', '--format', '{{.Names}}')).not.toContain(name);
  });
});

async function pathOf(program: string): Promise<string> {
  if (program.includes('/')) return program;
  const { signal } = new AbortController();
  const found = await createRun(process.env).run('which', [program], { signal });
  return found.stdout.trim();
}
