import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { expandTemplate } from './support/azure-expand.ts';
import type { RunFacts } from './support/azure-expand.ts';
import { runPipeline } from './support/azure-pipeline.ts';
import type { PipelineResult } from './support/azure-pipeline.ts';
import { imagesFolder, prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { writeProject } from './support/project.ts';
import type { ProjectParts } from './support/project.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryAuth, RegistryServer } from './support/registry.ts';
import { openRepositories, basicLogin } from './support/repositories.ts';
import { seedRegistry } from './support/seed-registry.ts';
import { unpackExtension } from './support/unpacked-extension.ts';

/*
 * The templates as a pipeline of a user expands them, run with the tasks of the extension: the
 * registry takes a password, or anybody may pull.
 */

const { signal } = new AbortController();
const password = 'canary-p%a;s]s-3f1';
let folder = '';
let tasks = '';
let projects: PreparedProjects;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-templates-'));
  projects = await prepareProjects(folder);
  ({ extension: tasks } = await unpackExtension(folder, signal));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What starts a run: a push to the branch that releases, or somebody's pull request. */
const push: RunFacts = { 'Build.Reason': 'IndividualCI', 'System.PullRequest.IsFork': 'False' };
const pullRequest: RunFacts = { ...push, 'Build.Reason': 'PullRequest' };
const fork: RunFacts = { ...pullRequest, 'System.PullRequest.IsFork': 'True' };

type Setting = {
  readonly auth: RegistryAuth;
  readonly parts?: ProjectParts;
  readonly facts?: RunFacts;
  /** Where the environment image is, for a run that does not ask the registry. */
  readonly environment?: string;
};

/** Runs a template with a registry of its own; what was made beside the logs is looked for there. */
async function run(
  template: string,
  parameters: (host: string) => Readonly<Record<string, string>>,
  { auth, parts, facts = push, environment }: Setting,
) {
  const artifacts = await mkdtemp(join(folder, 'artifacts-'));
  const directory = await mkdtemp(join(folder, 'registry-'));
  const server = await startRegistry({ signal, auth, directory });
  onTestFinished(() => server.stop());
  const repository = await projects.create(`project-of-${basename(artifacts)}`, parts);
  if (environment === undefined) {
    await seedRegistry(repository, {
      host: server.host,
      repository: 'models/factor',
      ...(auth.kind === 'basic' && { login: `me:${password}` }),
    });
    await rm(join(repository, imagesFolder), { recursive: true });
  } else {
    await mkdir(dirname(join(repository, environment)), { recursive: true });
    await rename(join(repository, imagesFolder), join(repository, environment));
  }
  const file = join(projectRoot, 'templates/azure-pipelines', template);
  const yaml = expandTemplate(await readFile(file, 'utf8'), parameters(server.host), facts);
  const options = {
    yaml,
    repository,
    tasks,
    handler: 'Node20_1',
    artifacts,
    variables: facts,
    connections: { 'my-registry': connectionTo(server.host) },
  } as const;
  const attempt = (formerly?: PipelineResult) => runPipeline(options, formerly);
  return { found: await attempt(), attempt, artifacts, server, directory, repository };
}

function connectionTo(host: string) {
  return {
    id: 'dddddddd-0000-4000-8000-000000000001',
    url: `http://${host}/`,
    scheme: 'UsernamePassword',
    parameters: { registry: `http://${host}`, username: 'me', password },
    data: { registrytype: 'Others' },
  };
}

const stagesFor = (host: string) => ({
  modelName: 'factor',
  modelPath: 'model/factor.json',
  modelRegistry: `oci://${host}/models`,
  image: `${host}/models/factor`,
  registryConnection: 'my-registry',
  cases: 'cases.yaml',
});

async function releaseTags(server: RegistryServer): Promise<readonly string[]> {
  const repositories = openRepositories({ credential: basicLogin('me', password) });
  const place = { kind: 'registry', host: server.host, repository: 'models/factor' } as const;
  const tags = await repositories.open(place).listTags(signal);
  repositories.close();
  return tags.filter((tag) => !/^(candidate|claim|env|sha256)-|^model-v/.test(tag));
}

function tasksOf({ jobs }: PipelineResult) {
  return jobs.map(({ name, result, steps }) => [name, result, steps.map(({ task }) => task)]);
}

function resultsOf({ jobs }: PipelineResult) {
  return Object.fromEntries(jobs.map(({ name, result }) => [name, result]));
}

/** What a registry keeps. */
async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

const tested = { build: 'Succeeded', test: 'Succeeded', release: 'Skipped' };
const withPassword = { kind: 'basic', users: { me: password } } as const;
const all = [
  ['build', 'Succeeded', ['RegisterModel', 'PackageModel', 'BuildImage']],
  ['test', 'Succeeded', ['SmokeTest']],
  ['release', 'Succeeded', ['PushImage']],
];

test('the stages test a candidate in a job without a login, and release its very digest', async () => {
  const { found, artifacts, server } = await run('stages.yml', stagesFor, { auth: withPassword });
  expect(tasksOf(found), found.page).toEqual(all);
  const [, , build, , push] = found.jobs.flatMap(({ steps }) => steps);
  expect(push?.outputs['digest']).toBe(build?.outputs['imageDigest']);
  expect(await releaseTags(server)).toEqual(['1']);
  expect((await readdir(artifacts)).toSorted()).toEqual([
    'package-model-candidate',
    'package-model-report',
  ]);
  expect(found.page).not.toContain(password);
});

test('the stages copy no candidate that anybody may pull, and keep to the tags they are given', async () => {
  const given = (host: string) => ({ ...stagesFor(host), public: 'true', tags: '2.0, stable' });
  const { found, artifacts, server } = await run('stages.yml', given, { auth: { kind: 'none' } });
  expect(tasksOf(found), found.page).toEqual(all);
  expect(await readdir(artifacts)).toEqual(['package-model-report']);
  expect((await releaseTags(server)).toSorted()).toEqual(['2.0', 'stable']);
});

test('a failed smoke test can be run again, until an attempt passes and is released', async () => {
  // Cases that cannot be read, then one that is not fulfilled, are faults that go by themselves.
  const { found, attempt, artifacts, server, repository } = await run('stages.yml', stagesFor, {
    auth: withPassword,
    parts: { expected: '[' },
  });
  expect(resultsOf(found)).toEqual({ build: 'Succeeded', test: 'Failed', release: 'Skipped' });
  expect(await readdir(artifacts)).toEqual(['package-model-candidate']);

  await writeProject(repository, { expected: '[6, 11]' });
  const second = await attempt(found);
  expect(resultsOf(second)).toEqual({ build: 'Succeeded', test: 'Failed', release: 'Skipped' });
  const kept = join(artifacts, 'package-model-report-failed-2');
  expect(await readdir(kept)).toEqual(['smoke-report.json']);
  expect(await releaseTags(server)).toEqual([]);
  await writeProject(repository);
  const third = await attempt(second);
  expect(tasksOf(third), third.page).toEqual(all);
  expect(third.jobs.map(({ attempt: number }) => number)).toEqual([1, 3, 1]);
  expect((await readdir(artifacts)).toSorted()).toEqual([
    'package-model-candidate',
    'package-model-report',
    'package-model-report-failed-2',
  ]);
  expect(await releaseTags(server)).toEqual(['1']);
});

test("a pull request of the repository's own branch ends with a tested candidate", async () => {
  const { found, server } = await run('stages.yml', stagesFor, {
    auth: withPassword,
    facts: pullRequest,
  });
  expect(resultsOf(found), found.page).toEqual(tested);
  expect(await releaseTags(server)).toEqual([]);
});

test('a pull request from a fork is tested without a login, and nothing leaves the run', async () => {
  const given = (host: string) => ({ ...stagesFor(host), image: `${host}/models/serving` });
  const { found, artifacts, directory } = await run('stages.yml', given, {
    auth: withPassword,
    facts: fork,
    environment: '.models/serving',
  });
  expect(resultsOf(found), found.page).toEqual(tested);
  const [, , build, smoke] = found.jobs.flatMap(({ steps }) => steps);
  expect(build?.outputs['image']).toMatch(/^dir:\.models\/serving@sha256:/);
  expect(smoke?.outputs['outcome']).toBe('passed');
  const report = await readFile(join(artifacts, 'package-model-report/smoke-report.json'), 'utf8');
  expect(report).toContain(build?.outputs['imageDigest']);
  expect(await filesIn(directory)).toEqual([]);
});

test('a pull request from a fork hands its candidate over, whoever may pull the image', async () => {
  const file = join(projectRoot, 'templates/azure-pipelines/stages.yml');
  const text = await readFile(file, 'utf8');
  const [handedOver, pulled] = ['false', 'true'].map((isPublic) =>
    expandTemplate(text, { ...stagesFor('localhost:5000'), public: isPublic }, fork),
  );
  expect(pulled).toBe(handedOver);
});

test('the steps are the chain in one job, with what they are not given left to model.yaml', async () => {
  const given = (host: string) => ({
    modelRegistry: `oci://${host}/models`,
    image: `${host}/models/factor:3.1`,
    registryConnection: 'my-registry',
  });
  const { found, server } = await run('steps.yml', given, { auth: withPassword });
  expect(tasksOf(found), found.page).toEqual([['Job', 'Succeeded', ['PackageModelPipeline']]]);
  expect(await releaseTags(server)).toEqual(['3.1']);
});

test('the steps push nothing for a pull request', async () => {
  const given = (host: string) => ({
    modelRegistry: `oci://${host}/models`,
    image: `${host}/models/factor:3.1`,
    registryConnection: 'my-registry',
  });
  const { found, directory } = await run('steps.yml', given, {
    auth: withPassword,
    facts: pullRequest,
    environment: '.models/factor',
  });
  expect(resultsOf(found), found.page).toEqual({ Job: 'Succeeded' });
  const [chain] = found.jobs.flatMap(({ steps }) => steps);
  expect(chain?.outputs).toMatchObject({ passed: 'true', tags: '' });
  expect(await filesIn(directory)).toEqual([]);
});
