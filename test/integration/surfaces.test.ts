import { mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDocker } from './support/engine.ts';
import { azureNode20, azureNode24, commandLine, github } from './support/pipelines.ts';
import type { Pipeline } from './support/pipelines.ts';
import { prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { layoutTags } from './support/tags.ts';

const pipelines = [github, azureNode20, azureNode24];
const registry = 'dir:models';
const chainInputs = {
  'model-yaml': 'model.yaml',
  'model-registry': registry,
  image: 'dir:images:1.0',
  'start-timeout': '60',
  docker: testDocker(),
};
let folder = '';
let projects: PreparedProjects;
let expected: Readonly<Record<string, string>> = {};
let projectCount = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-surfaces-'));
  projects = await prepareProjects(folder);
  const project = await newProject();
  const call = { command: 'run', inputs: chainInputs, folder: project };
  const { errors, outputs } = await commandLine.run(call);
  expect(errors).toEqual([]);
  expected = comparable(outputs);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Each in a folder of its own, outside of the repository. */
function newProject(): Promise<string> {
  projectCount += 1;
  return projects.create(`project-${projectCount}`);
}

/** Outputs without the one that measures. */
function comparable(outputs: Readonly<Record<string, string>>): Record<string, string> {
  const { 'latency-ms': latency = '', ...rest } = outputs;
  expect(latency).toMatch(/^[0-9.]+$/);
  return rest;
}

test('runs that test one image at a time on one engine do not disturb each other', async () => {
  const runs = await Promise.all(
    [await newProject(), await newProject()].map((project) =>
      commandLine.run({ command: 'run', inputs: chainInputs, folder: project }),
    ),
  );
  expect(runs.flatMap(({ errors }) => errors)).toEqual([]);
  expect(runs.map(({ outputs }) => comparable(outputs))).toEqual([expected, expected]);
});

describe.each(pipelines)('on $name', (pipeline) => {
  test('the chain has the outputs and digests of the command line', async () => {
    const project = await newProject();
    const { outputs, ...found } = await pipeline.run({
      command: 'run',
      inputs: chainInputs,
      folder: project,
    });
    expect(found).toMatchObject({ result: 'passed', exitCode: 0, errors: [] });
    expect(comparable(outputs)).toEqual(expected);
    const tags = await layoutTags(join(project, 'images'));
    expect(tags['1.0']).toBe(outputs['image-digest']);
    expect(found.summary).toContain('| what | from | to |');
    expect(Buffer.byteLength(found.summary)).toBeLessThan(1024 * 1024);
    expect(await filesOf(project)).not.toContain('.taskkey');
  });

  test('steps that hand on outputs and files only come to the same image', async () => {
    const outputs = await runSteps(pipeline, await newProject());
    expect(comparable(outputs)).toEqual(expected);
  });
});

async function runSteps(pipeline: Pipeline, project: string): Promise<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const step = async (command: string, inputs: Record<string, string>, at: string) => {
    const found = await pipeline.run({ command, inputs, folder: at });
    expect(found, command).toMatchObject({ result: 'passed', errors: [] });
    Object.assign(outputs, found.outputs);
  };
  const model = { 'model-name': 'factor', 'model-path': 'model/factor.json' };
  await step('register-model', { ...model, 'model-registry': registry }, project);
  const config = { 'inference-config': 'inferenceconfig.json' };
  const reference = outputs['model-reference'] ?? '';
  await step('package-model', { ...config, model: reference }, project);
  const docker = testDocker();
  const path = outputs['package-path'] ?? '';
  await step('build-image', { 'package-path': path, image: 'dir:images', docker }, project);
  const later = join(project, 'later-job');
  await mkdir(later);
  for (const name of ['images', 'cases.yaml']) await rename(join(project, name), join(later, name));
  const image = outputs['image'] ?? '';
  await step('smoke-test', { image, cases: 'cases.yaml', docker }, later);
  const report = outputs['report-path'] ?? '';
  await step('push-image', { image, 'report-path': report, tags: '1.0' }, later);
  expect((await layoutTags(join(later, 'images')))['1.0']).toBe(outputs['digest']);
  expect(JSON.parse(await readFile(join(later, report), 'utf8'))).toMatchObject({ passed: true });
  return outputs;
}

async function filesOf(project: string): Promise<readonly string[]> {
  return (await readdir(project, { recursive: true })).map((path) => path.split('/').at(-1) ?? '');
}
