import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openActHome, runAct, startAct } from './support/act.ts';
import type { ActHome, ActResult } from './support/act.ts';
import { prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { serverBaseImage } from './support/server-base.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { containersOfRun, newRun, runContainers, runsBelow } from './support/run-containers.ts';
import { seedRegistry } from './support/seed-registry.ts';
import { registryTags } from './support/tags.ts';
import { expectAsInGuide, keepTranscript } from './support/transcript.ts';

const repository = 'org/factor';
const slowScore = `import time\n\n\ndef init():\n    time.sleep(300)\n\n\ndef run(data):\n    return 1\n`;
let folder = '';
let home: ActHome;
let registry: RegistryServer;
let projects: PreparedProjects;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-workflows-'));
  const { signal } = new AbortController();
  [home, registry, projects] = await Promise.all([
    openActHome(),
    // In memory this server takes minutes for an upload of many small pieces.
    startRegistry({ signal, directory: join(folder, 'registry') }),
    prepareProjects(folder),
  ]);
});

afterAll(async () => {
  await registry.stop();
  await home.remove();
  await rm(folder, { recursive: true, force: true });
});

/** A user's repository whose lock file pins the environment image of the registry. */
async function newProject(
  name: string,
  parts: Parameters<PreparedProjects['create']>[1] = {},
): Promise<string> {
  const project = await projects.create(name, parts);
  await seedRegistry(project, { host: registry.host, repository });
  await rm(join(project, 'images'), { recursive: true });
  return project;
}

const variables = (TAG: string) => ({ REGISTRY: registry.host, TAG });

/** The digest under a release tag of the registry. */
async function released(tag: string): Promise<string | undefined> {
  return (await registryTags(registry.host, repository))[tag];
}

function expectPassed(found: ActResult): void {
  expect(found.jobs, found.text).not.toEqual({});
  for (const [job, result] of Object.entries(found.jobs)) {
    expect(result, `${job}:\n${found.text}`).toBe('success');
  }
  expect(found.exitCode).toBe(0);
}

test('the chain promotes what it has tested, and hands outputs on', async () => {
  const project = await newProject('chain');
  const found = await runAct(home, { workflow: 'chain', project, variables: variables('1.0') });
  expectPassed(found);
  const digest = found.outputs['package']?.['digest'] ?? '';
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(found.outputs['package']).toMatchObject({ passed: 'true', 'image-digest': digest });
  expect(await released('1.0')).toBe(digest);
  expect(found.printed).toContain(
    `promoted ${registry.host}/${repository}@${digest}, moved 0 bytes`,
  );
  expect(found.steps).toMatchObject({ package: 'success', 'package/Post': 'success' });
  await expectAsInGuide('github-passed', found.page);
});

test('the steps of one job are chained by outputs', async () => {
  const project = await newProject('steps');
  const found = await runAct(home, { workflow: 'steps', project, variables: variables('2.0') });
  expectPassed(found);
  const digest = found.outputs['push']?.['digest'] ?? '';
  expect(found.outputs['build']?.['image-digest']).toBe(digest);
  expect(found.outputs['smoke']).toMatchObject({ passed: 'true' });
  expect(await released('2.0')).toBe(digest);
  expect(found.printed).toContain(`promoted ${digest}`);
  await keepTranscript('github-steps', found.page);
});

test('two jobs share digests and the folder of the package; the bytes stay in the registry', async () => {
  const project = await newProject('two-jobs');
  const found = await runAct(home, { workflow: 'two-jobs', project, variables: variables('3.0') });
  expectPassed(found);
  expect(Object.keys(found.jobs).toSorted()).toEqual(['package', 'release']);
  const digest = found.outputs['push']?.['digest'] ?? '';
  expect(found.outputs['build']).toMatchObject({ 'model-bytes-moved': '0' });
  expect(await released('3.0')).toBe(digest);
  const model = found.outputs['register']?.['model-reference'] ?? 'none';
  expect(found.printed).toContain(`promoted ${digest} with ${model}`);
  await keepTranscript('github-two-jobs', found.page);
});

test('a failed smoke test is a red job, names its case and sets no release tag', async () => {
  const project = await newProject('failing', { expected: '[6, 11]' });
  const found = await runAct(home, { workflow: 'chain', project, variables: variables('4.0') });
  expect(found.exitCode).not.toBe(0);
  expect(found.jobs).toEqual({ package: 'failure' });
  expect(found.steps).toMatchObject({ package: 'failure', 'package/Post': 'success' });
  const errors = found.commands.filter(({ name }) => name === 'error').map(({ data }) => data);
  expect(errors.join('\n')).toMatch(/1 of 1 smoke-test cases failed[^]*doubles/);
  const error = found.commands.find(({ name }) => name === 'error');
  expect(error?.properties).toMatchObject({ file: 'cases.yaml', line: '1' });
  expect(found.outputs['package']).toMatchObject({ passed: 'false', outcome: 'case-failed' });
  expect(await released('4.0')).toBeUndefined();
  expect(found.printed).not.toContain('promoted');
  await expectAsInGuide('github-failed', found.page);
});

describe('a run that is cancelled while the container starts', () => {
  test('leaves no container, no temporary file and no release tag', async () => {
    const project = await newProject('cancelled', { score: slowScore });
    const before = await runContainers();
    const call = await startAct(home, { workflow: 'chain', project, variables: variables('5.0') });
    const run = await newRun(before, runsBelow(call.home));
    call.process.kill('SIGINT');
    const found = await call.done;
    expect(found.exitCode).not.toBe(0);
    expect(found.jobs).toEqual({ package: 'failure' });
    expect(found.steps).toMatchObject({ package: 'failure', 'package/Post': 'success' });
    // act kills the step at once: the post part is what cleans up.
    expect(found.printed).toMatch(/Removed container [0-9a-f]{12}/);
    expect(await containersOfRun(run)).toEqual([]);
    expect(await temporaryFolders(call.home)).toEqual([]);
    expect(await released('5.0')).toBeUndefined();
    await expectAsInGuide('github-cancelled', found.page);
  });
});

test('a run that is cancelled while its image is built leaves neither a build nor a release', async () => {
  const project = await newProject('cancelled-build');
  const seconds = String(3000 + Math.floor(Math.random() * 1000));
  const dockerfile = `FROM ${serverBaseImage}\nRUN sleep ${seconds}\n`;
  await writeFile(join(project, 'Dockerfile'), dockerfile);
  await appendFile(join(project, 'model.yaml'), 'dockerfile: Dockerfile\n');
  const call = await startAct(home, { workflow: 'chain', project, variables: variables('6.0') });
  const isBuilding = () => isRunning(`sleep ${seconds}`);
  const early = call.done.then(({ printed }) => {
    throw new Error(`the run ended before its build began:\n${printed}`);
  });
  const began = expect.poll(isBuilding, { timeout: 60_000, interval: 200 }).toBe(true);
  await Promise.race([began, early]);
  call.process.kill('SIGINT');
  const found = await call.done;
  expect(found.steps).toMatchObject({ package: 'failure', 'package/Post': 'success' });
  await expect.poll(isBuilding, { timeout: 30_000, interval: 200 }).toBe(false);
  expect(await temporaryFolders(call.home)).toEqual([]);
  expect(await released('6.0')).toBeUndefined();
});

/** Whether a process of this machine has it in its command: BuildKit lists no containers. */
async function isRunning(text: string): Promise<boolean> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = names.map((name) => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(commands)).some((words) => words.replaceAll('\0', ' ').includes(text));
}

async function temporaryFolders(below: string): Promise<readonly string[]> {
  const paths = await readdir(below, { recursive: true });
  return paths.filter((path) => /\/tmp\/package-model-[^/]*$/.test(path));
}
