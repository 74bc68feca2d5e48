import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustRunCli, runCli } from './support/cli.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { writeProject } from './support/project.ts';
import { buildPlainly, seenIn, settingsOf } from './support/seen-image.ts';
import { askServed } from './support/served-image.ts';
import { ensureServerBase, serverBaseImage } from './support/server-base.ts';

const own = `package-model-test/dockerfile-${process.pid}`;
/** A base with folders, files and old versions where ours go. */
const crowded = `${own}:crowded`;
/** A base that declares volumes there. */
const volumes = `${own}:volumes`;
const linked = `${own}:linked`;
let folder = '';

const crowdedSteps = `USER root
RUN mkdir -p /models/factor/deep /models/other /var/azureml-app/azureml-models/factor/0 \\
 && echo old > /models/factor/factor.json && echo old > /models/factor/deep/old.txt \\
 && echo kept > /models/other/kept.txt && echo mine > /var/azureml-app/mine.txt \\
 && chown 1234:2345 /models && chmod 0751 /models \\
 && chown 7:8 /var/azureml-app && chmod 2775 /var/azureml-app \\
 && chmod 0711 /var/azureml-app/azureml-models/factor
ENV GREETING="the base's" KEPT="yes"
USER 10001:0
`;

beforeAll(async () => {
  await ensureServerBase();
  folder = await mkdtemp(join(tmpdir(), 'package-model-dockerfile-'));
  await buildBase(crowded, crowdedSteps);
  await buildBase(volumes, `${crowdedSteps}VOLUME /models /var/azureml-app/azureml-models /data\n`);
  await buildBase(linked, 'USER root\nRUN mkdir /srv/m && ln -s /srv/m /models\nUSER 10001:0\n');
});

afterAll(async () => {
  const names = ['crowded', 'volumes', 'linked', 'plain-classic', 'plain-buildkit'];
  await removeImages(...names.map((name) => `${own}:${name}`), 'images:layers');
  await rm(folder, { recursive: true, force: true });
});

async function buildBase(tag: string, steps: string): Promise<void> {
  const context = await mkdtemp(join(folder, 'base-'));
  await writeFile(join(context, 'Dockerfile'), `FROM ${serverBaseImage}\n${steps}`);
  await buildPlainly(context, ['--tag', tag, '.']);
}

/** A project with two sorts of files and modes, packaged and built on a base image. */
async function chainOn(baseImage: string) {
  await removeImages('images:layers');
  const cwd = await mkdtemp(join(folder, 'project-'));
  await writeProject(cwd, { baseImage });
  await mkdir(join(cwd, 'model/empty'));
  await writeFile(join(cwd, 'model/größe.txt'), 'x');
  await symlink('factor.json', join(cwd, 'model/current.json'));
  const args = ['run', '.', '--docker', testDocker(), '--image', 'dir:images:layers'];
  const what = ['--model-path', 'model/*', '--generate-dockerfile', '--load'];
  return { cwd, outputs: await mustRunCli([...args, ...what], { cwd }) };
}

const configOf = async (image: string): Promise<unknown> =>
  JSON.parse(await docker('image', 'inspect', '--format', '{{json .Config}}', image));

describe.each([
  ['a plain base image', serverBaseImage],
  ['a base image that has files of its own at our paths', crowded],
])('on %s', (_, baseImage) => {
  let cwd = '';
  let layers: Awaited<ReturnType<typeof seenIn>>;

  beforeAll(async () => {
    cwd = (await chainOn(baseImage)).cwd;
    layers = await seenIn('images:layers');
  });

  test.each([
    ['the classic builder', '0', 'plain-classic'],
    ['BuildKit', '1', 'plain-buildkit'],
  ] as const)(
    'the Dockerfile built by %s gives what the layers give',
    async (_title, kit, name) => {
      const tag = `${own}:${name}`;
      await buildPlainly(join(cwd, '.package'), ['--tag', tag, '.'], kit);
      const plain = await seenIn(tag);
      expect(plain.files).toEqual(layers.files);
      expect(plain.variables).toEqual(layers.variables);
      expect(await settingsOf(tag)).toEqual(await settingsOf('images:layers'));
      expect((await askServed(tag, { data: [1] })).answer).toEqual([2]);
    },
  );
});

describe('on a base image with its own /models', () => {
  test('old files of the model are gone, all others and the modes of the folders stay', async () => {
    await chainOn(crowded);
    const { files, variables } = await seenIn('images:layers');
    expect(files).toContain('/models d 751 1234:2345 ');
    expect(files).toContain('/models/other/kept.txt f 644 0:0 ');
    expect(files).toContain('/var/azureml-app d 2775 7:8 ');
    expect(files).toContain('/var/azureml-app/mine.txt f 644 0:0 ');
    expect(files).toContain('/var/azureml-app/azureml-models/factor d 711 0:0 ');
    expect(files).toContain('/var/azureml-app/azureml-models/factor/1 l 777 0:0 /models/factor');
    expect(files.filter((line) => line.includes('old') || line.includes('deep'))).toEqual([]);
    expect(variables).toContain('KEPT=yes');
    expect(variables).toContain('GREETING=a $HOME "quoted" \\ value');
  });

  test('volumes that would hide our files are dropped, and said', async () => {
    const { outputs } = await chainOn(volumes);
    expect(outputs.stderr).toContain("The base image's VOLUME /models was dropped");
    expect(await configOf('images:layers')).toMatchObject({ Volumes: { '/data': {} } });
    expect(JSON.stringify(await configOf('images:layers'))).not.toContain('/models":{}');
    const { files } = await seenIn('images:layers');
    expect(files).toContain('/models/factor/factor.json f 644 0:0 ');
    expect(files.filter((line) => line.includes('old.txt'))).toEqual([]);
  });

  test('a link there is refused by both, with the path', async () => {
    const cwd = await mkdtemp(join(folder, 'project-'));
    await writeProject(cwd, { baseImage: linked });
    const args = ['run', '.', '--docker', testDocker(), '--image', 'dir:images:layers'];
    const layered = await runCli([...args, '--generate-dockerfile'], { cwd });
    expect(layered.exitCode).toBe(1);
    expect(layered.stderr).toContain('the base image has a link to /srv/m at /models');
    const plain = buildPlainly(join(cwd, '.package'), ['--tag', `${own}:never`, '.']);
    await expect(plain).rejects.toThrow('a link here, where a folder is needed: /models');
  });
});
