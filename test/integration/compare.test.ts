import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustRunCli } from './support/cli.ts';
import { compareProjects, writeCompared } from './support/compare-projects.ts';
import type { ComparedProject } from './support/compare-projects.ts';
import { removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { imagesFolder, prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { buildPlainly, seenIn, settingsOf } from './support/seen-image.ts';
import { askServed } from './support/served-image.ts';
import { serverBaseImage } from './support/server-base.ts';

const own = `package-model-test/compare-${process.pid}`;
const plain = `${own}:plain`;
const base = `${own}:base`;
const layers = `${imagesFolder}:layers`;
const chain = ['--image', `dir:${layers}`, '--docker', testDocker(), '--cases', 'cases.yaml'];

let folder = '';
let prepared: PreparedProjects;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-compare-'));
  prepared = await prepareProjects(folder);
});

afterAll(async () => {
  await removeImages(plain, base, layers);
  await rm(folder, { recursive: true, force: true });
});

/** The base image that a project wants: the one with the server, or one made of it. */
async function baseOf({ base: steps }: ComparedProject, cwd: string): Promise<string> {
  if (steps === undefined) return serverBaseImage;
  await mkdir(join(cwd, 'base'));
  await writeFile(join(cwd, 'base/Dockerfile'), `FROM ${serverBaseImage}\n${steps}`);
  await buildPlainly(join(cwd, 'base'), ['--tag', base, '.']);
  return base;
}

/** Builds a folder as its README tells, under a name of ours. */
async function buildAsTold(context: string, tag: string): Promise<void> {
  const readme = await readFile(join(context, 'README.md'), 'utf8');
  const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(readme) ?? [];
  const builds = block.split('\n').filter((line) => line.startsWith('docker build '));
  for (const line of builds) {
    const words = line.split(' ').slice(2);
    const last = line === builds.at(-1);
    const args = words.map((word, at) => (last && words[at - 1] === '--tag' ? tag : word));
    await buildPlainly(context, args);
  }
}

test.each(compareProjects.map((project) => [project.title, project] as const))(
  'plain docker makes the same of the folder as we make of layers: %s',
  async (_title, project) => {
    const cwd = await prepared.createEmpty(`project-${String(compareProjects.indexOf(project))}`);
    await removeImages(layers, plain);
    await writeCompared(project, { cwd, base: await baseOf(project, cwd) });
    const ids: string[] = [];
    for (const { name, path } of project.models) {
      const args = ['register-model', '--model-name', name, '--model-path', path];
      const { 'model-id': id = '' } = await mustRunCli(args, { cwd });
      ids.push(id);
    }
    const models = ids.join(',');
    const what = [
      ...(models === '' ? [] : ['--model', models]),
      ...(project.dockerfile === undefined
        ? ['--inference-config', 'inferenceconfig.json']
        : ['--dockerfile', 'Dockerfile']),
      ...(project.args ?? []),
    ];
    await mustRunCli(['run', ...what, ...chain, '--generate-dockerfile', '--load'], { cwd });
    await buildAsTold(join(cwd, '.package'), plain);

    const [ours, theirs] = [await seenIn(layers), await seenIn(plain)];
    expect(ours.files.length).toBeGreaterThan(0);
    expect(theirs).toEqual(ours);
    expect(await settingsOf(plain)).toEqual(await settingsOf(layers));
    const { answer } = await askServed(layers, {});
    expect(answer).toMatchObject({ at: '/var/azureml-app' });
    expect((await askServed(plain, {})).answer).toEqual(answer);
  },
);
