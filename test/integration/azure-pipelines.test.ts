import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPipeline } from './support/azure-pipeline.ts';
import type { PipelineResult } from './support/azure-pipeline.ts';
import type { PipelineOptions } from './support/azure-pipeline-step.ts';
import { containersLeft, recordingDocker } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { layoutTags } from './support/tags.ts';
import { expectAsInGuide, keepTranscript } from './support/transcript.ts';
import { unpackExtension } from './support/unpacked-extension.ts';

const secret = 'canary-71c0de';
const wrongScore = `import json


def init():
    pass


def run(raw_data):
    return [number + 2 for number in json.loads(raw_data)["data"]]
`;
const slowScore = `import time


def init():
    time.sleep(300)


def run(raw_data):
    return 1
`;
let folder = '';
let tasks = '';
let projects: PreparedProjects;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-pipelines-'));
  projects = await prepareProjects(folder);
  ({ extension: tasks } = await unpackExtension(folder, new AbortController().signal));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A repository, and a share beside it where models and images are for all agents. */
async function newProject(name: string, score?: string) {
  const repository = await projects.create(name, score === undefined ? {} : { score });
  const share = await mkdtemp(join(folder, 'share-'));
  await rename(join(repository, 'images'), join(share, 'images'));
  return { repository, share };
}

async function run(
  file: string,
  { repository, share }: { readonly repository: string; readonly share: string },
  more: Partial<PipelineOptions> = {},
): Promise<PipelineResult> {
  const yaml = await readFile(join(projectRoot, 'test/fixtures/azure-pipelines', file), 'utf8');
  return runPipeline({
    yaml,
    repository,
    tasks,
    handler: 'Node20_1',
    ...more,
    variables: { share, docker: testDocker(), ...more.variables },
  });
}

/** Files of ours in the sources, and what is left of a run that is over. */
function leftovers({ jobs }: PipelineResult) {
  const sources = jobs.flatMap(({ filesInSources }) => filesInSources);
  const temporary = jobs.flatMap(({ filesInTemporary }) => filesInTemporary);
  return {
    keys: sources.filter((path) => path.includes('.taskkey')),
    folders: temporary.filter((name) => !/^(\.taskkey|shown-.*)$/.test(name)),
  };
}

test('the chain in one job hands the image to another, whose step is restricted', async () => {
  const project = await newProject('chain');
  const found = await run('chain.yml', project, { handler: 'Node24' });
  expect(found.result).toBe('Succeeded');
  expect((await layoutTags(join(project.share, 'images')))['1.0']).toMatch(/^sha256:/);
  const [chain, again] = found.jobs.flatMap(({ steps }) => steps);
  const names = chain?.commands.map(({ name }) => name) ?? [];
  expect(names).toEqual(expect.arrayContaining(['task.uploadsummary', 'results.publish']));
  const steps = chain?.page.split('\n').filter((line) => line.startsWith('##[section]Step'));
  expect(steps).toEqual(
    ['register-model', 'package-model', 'build-image', 'smoke-test', 'push-image'].map(
      (name, index) => `##[section]Step ${index + 1} of 5: ${name}`,
    ),
  );
  expect(again?.turnedDown).toEqual(
    expect.arrayContaining(['results.publish', 'task.uploadsummary', 'passed']),
  );
  expect(again?.outputs).toEqual({});
  expect(again?.page).toContain('Output variable passed: true');
  expect(leftovers(found)).toEqual({ keys: [], folders: [] });
  await expectAsInGuide('azure-passed', found.page);
});

test('single tasks over two stages hand on what they made, and no secret is shown', async () => {
  const project = await newProject('stages');
  const found = await run('stages.yml', project, { secrets: { apiKey: secret } });
  expect(found.jobs.map(({ name, result }) => [name, result])).toEqual([
    ['candidate', 'Succeeded'],
    ['promote', 'Succeeded'],
  ]);
  const [register, , build, , push] = found.jobs.flatMap(({ steps }) => steps);
  expect(push?.outputs).toMatchObject({ image: build?.outputs['image'], tags: '1.0' });
  const tags = await layoutTags(join(project.share, 'images'));
  expect(tags['1.0']).toBe(push?.outputs['digest']);
  expect(register?.outputs['modelId']).toBe('factor:1');
  expect(found.tags).toEqual(['factor-1', '1.0']);
  expect(found.page).not.toContain(secret);
  expect(leftovers(found)).toEqual({ keys: [], folders: [] });
  await keepTranscript('azure-stages', found.page);
});

test('a model that answers wrongly fails its stage, its tests are shown, nothing is released', async () => {
  const project = await newProject('wrong', wrongScore);
  const found = await run('stages.yml', project, { secrets: { apiKey: secret } });
  expect(found.result).toBe('Failed');
  const [, promote] = found.jobs;
  expect(promote?.steps.map(({ name, result }) => [name, result])).toEqual([['test', 'Failed']]);
  const published = promote?.steps[0]?.commands.filter(({ name }) => name === 'results.publish');
  expect(published).toHaveLength(1);
  expect(found.page).toMatch(/^##\[error\].*1 of 1 smoke-test cases failed/m);
  const tags = Object.keys(await layoutTags(join(project.share, 'images')));
  expect(tags.filter((tag) => !/^(candidate|env)-/.test(tag))).toEqual([]);
  await expectAsInGuide('azure-failed', found.page);
});

test('a cancelled run is over before the agent loses patience, and leaves nothing', async () => {
  const project = await newProject('cancelled', slowScore);
  const docker = await recordingDocker(project.share);
  const isRunning = async () =>
    (await docker.calls()).some((words) => words.slice(0, 2).join(' ') === 'container inspect');
  const started = async () => await expect.poll(isRunning, { timeout: 60_000 }).toBe(true);
  const variables = { docker: docker.program };
  const found = await run('chain.yml', project, { variables, cancelled: started() });
  expect(found.jobs.map(({ result }) => result)).toEqual(['Canceled', 'Skipped']);
  const [chain] = found.jobs[0]?.steps ?? [];
  expect(chain?.issues.map(({ message }) => message)).toEqual(['Cancelled: SIGINT']);
  expect(chain?.cancelMs).toBeLessThan(7500);
  expect(await containersLeft(await docker.containerNames())).toEqual([]);
  expect(leftovers(found)).toEqual({ keys: [], folders: [] });
  await expectAsInGuide('azure-cancelled', found.page);
});

test('what a killed task has left goes when its job ends', async () => {
  const project = await newProject('killed', slowScore);
  const docker = await recordingDocker(project.share);
  const isRunning = async () => (await docker.containerNames()).length > 0 && (await started());
  const started = async () => (await containersLeft(await docker.containerNames())).length > 0;
  const killed = async () => await expect.poll(isRunning, { timeout: 60_000 }).toBe(true);
  const variables = { docker: docker.program };
  const found = await run('chain.yml', project, { variables, killed: killed() });
  expect(found.result).toBe('Failed');
  expect(found.jobs[0]?.after).toMatch(/^Removed container [0-9a-f]{12}: /);
  expect(await containersLeft(await docker.containerNames())).toEqual([]);
  expect(leftovers(found)).toEqual({ keys: [], folders: [] });
});
