import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustRun } from '@package-model/tooling/machine/command';
import { testDocker } from './support/engine.ts';
import { azureNode20, github } from './support/pipelines.ts';
import type { Pipeline } from './support/pipelines.ts';
import { imagesFolder, prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { startStandIn } from './support/stand-in-registry.ts';
import type { StandIn } from './support/stand-in-registry.ts';
import { layoutTags } from './support/tags.ts';

let folder = '';
let projects: PreparedProjects;
let registry: StandIn;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-fork-'));
  projects = await prepareProjects(folder);
  registry = await startStandIn({ login: 'user:password' });
});

afterAll(async () => {
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The event of a pull request from a fork, and a login that must not be used. */
async function forkEnvironment(pipeline: Pipeline, name: string): Promise<Record<string, string>> {
  const base = join(folder, `runner-${name}`);
  await mkdir(base);
  const auth = Buffer.from('user:password').toString('base64');
  const config = { auths: { [registry.host]: { auth } } };
  await writeFile(join(base, 'config.json'), JSON.stringify(config));
  const event = {
    pull_request: {
      head: { repo: { full_name: 'stranger/models', fork: true } },
      base: { repo: { full_name: 'org/models' } },
    },
  };
  await writeFile(join(base, 'event.json'), JSON.stringify(event));
  const said =
    pipeline === github
      ? { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: join(base, 'event.json') }
      : { SYSTEM_PULLREQUEST_ISFORK: 'True' };
  return { DOCKER_CONFIG: base, ...said };
}

/** A project whose environment image is where a fork's images go. */
async function newProject(name: string): Promise<string> {
  const project = await projects.create(name);
  await mkdir(join(project, '.models'));
  await rename(join(project, imagesFolder), join(project, '.models/factor'));
  return project;
}

const pipelines = [
  { name: 'github', pipeline: github },
  { name: 'azure', pipeline: azureNode20 },
];

describe.each(pipelines)('on $name', ({ name, pipeline }) => {
  test('a pull request from a fork is built and tested, and nothing leaves the machine', async () => {
    const project = await newProject(name);
    const seenBefore = registry.seen.length;
    const found = await pipeline.run({
      command: 'run',
      inputs: {
        'model-yaml': 'model.yaml',
        'model-registry': `oci://${registry.host}/org`,
        image: `${registry.host}/org/factor:1.0`,
        'base-registry-username': 'user',
        'base-registry-password': 'canary-41d0',
        'start-timeout': '60',
        docker: testDocker(),
      },
      folder: project,
      env: await forkEnvironment(pipeline, name),
    });
    expect(found).toMatchObject({ result: 'passed', errors: [] });
    expect(found.outputs).toMatchObject({ passed: 'true', tags: '', attestation: '' });
    expect(found.outputs['image']).toMatch(/^dir:\.models\/factor@sha256:/);
    expect(registry.seen.slice(seenBefore)).toEqual([]);
    const tags = Object.keys(await layoutTags(join(project, '.models/factor')));
    expect(tags.filter((tag) => !/^(model|claim|env|candidate)-/.test(tag))).toEqual([]);
    expect(found.shown).toContain('it is not pushed, as this is a pull request from a fork');
    expect(found.shown).toMatch(/Not used:.* base-?registry-?username, base-?registry-?password/i);
    expect(found.shown).not.toContain('canary-41d0');
  });
});

test('a run that is not to push builds, tests and loads, and nothing leaves the machine', async () => {
  const project = await newProject('no-push');
  const seenBefore = registry.seen.length;
  const found = await github.run({
    command: 'run',
    inputs: {
      'model-yaml': 'model.yaml',
      'model-registry': `oci://${registry.host}/org`,
      image: `${registry.host}/org/factor:no-push`,
      'start-timeout': '60',
      docker: testDocker(),
      push: 'false',
      load: 'true',
    },
    folder: project,
    env: {},
  });
  expect(found).toMatchObject({ result: 'passed', errors: [] });
  expect(found.outputs).toMatchObject({ passed: 'true', tags: '', attestation: '' });
  expect(registry.seen.slice(seenBefore)).toEqual([]);
  const tags = Object.keys(await layoutTags(join(project, '.models/factor')));
  expect(tags.filter((tag) => !/^(model|claim|env|candidate)-/.test(tag))).toEqual([]);
  expect(found.shown).toContain('it is not pushed, as push is false');
  const { signal } = new AbortController();
  await mustRun(testDocker(), ['image', 'rm', 'factor:no-push'], { signal });
});

test('the files of a fork are not touched where the run has the rights of the repository', async () => {
  const project = await newProject('target');
  const env = await forkEnvironment(github, 'target');
  const found = await github.run({
    command: 'run',
    inputs: { 'model-yaml': 'model.yaml', image: `${registry.host}/org/factor:1.0` },
    folder: project,
    env: { ...env, GITHUB_EVENT_NAME: 'pull_request_target' },
  });
  expect(found).toMatchObject({ result: 'failed', exitCode: 2 });
  expect(found.errors.join('\n')).toContain('started by pull_request_target');
});
