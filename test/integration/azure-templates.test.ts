import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { expandTemplate } from './support/azure-expand.ts';
import { runPipeline } from './support/azure-pipeline.ts';
import type { PipelineResult } from './support/azure-pipeline.ts';
import { imagesFolder, prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
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
const wrongScore = 'def init():\n    pass\n\n\ndef run(raw_data):\n    return [0]\n';
let folder = '';
let tasks = '';
let projects: PreparedProjects;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-templates-'));
  projects = await prepareProjects(folder);
  ({ extension: tasks } = await unpackExtension(folder, signal));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a template with a registry of its own; what was made beside the logs is looked for there. */
async function run(
  template: string,
  parameters: (host: string) => Readonly<Record<string, string>>,
  { auth, parts }: { readonly auth: RegistryAuth; readonly parts?: ProjectParts },
) {
  const artifacts = await mkdtemp(join(folder, 'artifacts-'));
  const directory = await mkdtemp(join(folder, 'registry-'));
  const server = await startRegistry({ signal, auth, directory });
  onTestFinished(() => server.stop());
  const repository = await projects.create(`project-of-${basename(artifacts)}`, parts);
  await seedRegistry(repository, {
    host: server.host,
    repository: 'models/factor',
    ...(auth.kind === 'basic' && { login: `me:${password}` }),
  });
  await rm(join(repository, imagesFolder), { recursive: true });
  const file = join(projectRoot, 'templates/azure-pipelines', template);
  const found = await runPipeline({
    yaml: expandTemplate(await readFile(file, 'utf8'), parameters(server.host)),
    repository,
    tasks,
    handler: 'Node20_1',
    artifacts,
    connections: {
      'my-registry': {
        id: 'dddddddd-0000-4000-8000-000000000001',
        url: `http://${server.host}/`,
        scheme: 'UsernamePassword',
        parameters: { registry: `http://${server.host}`, username: 'me', password },
        data: { registrytype: 'Others' },
      },
    },
  });
  return { found, artifacts, server };
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

test('stages with a model that answers wrongly keep the report and release nothing', async () => {
  const parts = { score: wrongScore };
  const { found, artifacts, server } = await run('stages.yml', stagesFor, {
    auth: withPassword,
    parts,
  });
  expect(found.jobs.map(({ name, result }) => [name, result])).toEqual([
    ['build', 'Succeeded'],
    ['test', 'Failed'],
    ['release', 'Skipped'],
  ]);
  expect(await readdir(join(artifacts, 'package-model-report'))).toEqual(['smoke-report.json']);
  expect(await releaseTags(server)).toEqual([]);
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
