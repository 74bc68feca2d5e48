import { silentLog } from '@package-model/core/log';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importEnvironment } from '@package-model/core/image/environment-image';
import { beforeAll, expect, test } from 'vitest';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { mustRunCli, runCli } from './support/cli.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { testEngine } from './support/engines.ts';
import { writeProject } from './support/project.ts';
import { layoutRepository } from './support/repositories.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();
const registered = ['--model=factor:1', '--model-registry=dir:models'];
const config = '--inference-config=inferenceconfig.json';
const build = ['build-image', '--image=dir:images:1', `--docker=${testDocker()}`];

beforeAll(() => importBusyboxImage());

/** A project with a registered model, beside a layout folder with the base image in it. */
async function project() {
  const cwd = await temporaryFolder();
  await writeProject(cwd);
  await importEnvironment(
    testEngine(cwd).save(busyboxImage, signal),
    { tag: 'v1', baseImage: busyboxImage },
    {
      repository: layoutRepository(join(cwd, 'base')),
      temporaryDirectory: cwd,
      log: silentLog,
      signal,
    },
  );
  const model = ['--model-name=factor', '--model-path=model/factor.json'];
  await mustRunCli(['register-model', ...model, '--model-registry=dir:models'], { cwd });
  return { cwd };
}

test('a base image in a layout folder is loaded into the engine and known by its digest', async () => {
  const at = await project();
  const packaged = ['package-model', ...registered, config, '--base-image=dir:base'];
  const { 'plan-digest': plan } = await mustRunCli(packaged, at);
  const first = await mustRunCli(build, at);
  expect(first['base-image']).toMatch(/^dir:base@sha256:[0-9a-f]{64}$/);
  const digest = first['base-image']?.split('@')[1] ?? '';
  const lock = await readFile(join(at.cwd, 'package-model.lock'), 'utf8');
  expect(lock).toContain(`"baseDigest": "${digest}"`);
  const name = /"baseImage": "(package-model\/layout-base:[0-9a-f]{24})"/.exec(lock)?.[1] ?? '';
  const inEngine = await docker('image', 'inspect', '--format={{json .RootFS}}', name);
  expect(inEngine).toBe(
    await docker('image', 'inspect', '--format={{json .RootFS}}', busyboxImage),
  );

  // A name that means something else in this engine is not trusted.
  await writeFile(join(at.cwd, 'Dockerfile'), `FROM ${busyboxImage}\nRUN touch /evil\n`);
  await docker('build', '--tag', name, at.cwd);
  await rm(join(at.cwd, 'images'), { recursive: true });
  const again = await mustRunCli(build, at);
  expect(again['image-digest']).toBe(first['image-digest']);
  expect(await docker('image', 'inspect', '--format={{json .RootFS}}', name)).toBe(inEngine);

  // Where the folder is does not change the plan, what is in it does.
  await importEnvironment(
    testEngine(at.cwd).save(busyboxImage, signal),
    { tag: 'v1', baseImage: busyboxImage },
    {
      repository: layoutRepository(join(at.cwd, 'moved')),
      temporaryDirectory: at.cwd,
      log: silentLog,
      signal,
    },
  );
  const moved = await mustRunCli([...packaged.slice(0, -1), '--base-image=dir:moved:v1'], at);
  expect(moved['plan-digest']).toBe(plan);
  await removeImages(name);
});

test('a layout folder that is not there, or for a Dockerfile, is refused', async () => {
  const at = await project();
  const packaged = ['package-model', ...registered, config];
  const gone = await runCli([...packaged, '--base-image=dir:nowhere'], at);
  expect(gone.stderr).toContain('there is no image dir:nowhere:latest');
  const tag = await runCli([...packaged, '--base-image=dir:base:v2'], at);
  expect(tag.stderr).toContain('there is no image dir:base:v2; it has v1');
  const dockerfile = [...packaged, '--base-image=dir:base', '--generate-dockerfile'];
  const refused = await runCli(dockerfile, at);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('no Dockerfile can start from; push the image to a registry');
});
