import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
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

describe('a folder of its own for the Dockerfile', () => {
  const args = ['--model', 'factor:1', '--inference-config', 'inferenceconfig.json'];
  const register = ['register-model', '--model-name', 'factor', '--model-path', 'model'];

  test('holds all that docker needs; models are links to the registry', async () => {
    const cwd = await mkdtemp(join(folder, 'output-'));
    await writeProject(cwd);
    await mustRunCli(register, { cwd });
    await mustRunCli(['package-model', ...args, '--output', 'context'], { cwd });
    await writeFile(join(cwd, 'context/left-over'), '');
    await mustRunCli(['package-model', ...args, '--output', 'context'], { cwd });
    const names = [
      ['.dockerignore', 'Dockerfile', 'README.md', 'environment'],
      ['layers', 'model_config_map.json', 'models'],
    ];
    expect((await readdir(join(cwd, 'context'))).toSorted()).toEqual(names.flat());
    expect(await readdir(join(cwd, '.package'))).not.toContain('Dockerfile');
    const [tar = ''] = await readdir(join(cwd, 'context/models'));
    const blob = join(cwd, '.models/factor/blobs/sha256', tar.replace('.tar', ''));
    const [placed, stored] = [await stat(join(cwd, 'context/models', tar)), await stat(blob)];
    expect(placed.ino).toBe(stored.ino);
    expect(JSON.parse(await readFile(join(cwd, 'context/model_config_map.json'), 'utf8'))).toEqual({
      accountContext: expect.any(Object),
      models: { factor: { version: '1' } },
      modelsInfo: { factor: { '1': { name: 'factor', version: '1', id: 'factor:1' } } },
    });
  });

  test('has models of its own where those of the registry have another mode', async () => {
    const cwd = await mkdtemp(join(folder, 'output-'));
    await writeProject(cwd);
    await mustRunCli(register, { cwd });
    const blobs = join(cwd, '.models/factor/blobs/sha256');
    for (const name of await readdir(blobs)) await chmod(join(blobs, name), 0o600);
    await mustRunCli(['package-model', ...args, '--output', 'context'], { cwd });
    const [tar = ''] = await readdir(join(cwd, 'context/models'));
    expect((await stat(join(cwd, 'context/models', tar))).nlink).toBe(1);
    expect(await readFile(join(cwd, 'context/models', tar))).toEqual(
      await readFile(join(blobs, tar.replace('.tar', ''))),
    );
  });

  test('is refused where something else stands, before anything is written', async () => {
    const cwd = await mkdtemp(join(folder, 'output-'));
    await writeProject(cwd);
    await mustRunCli(register, { cwd });
    const result = await runCli(['package-model', ...args, '--output', 'source'], { cwd });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('source is not empty and is no folder that this step has');
    expect(await readdir(cwd)).not.toContain('.package');
    expect((await readdir(join(cwd, 'source'))).toSorted()).toEqual(['parts', 'score.py']);
  });
});

test('a broken Dockerfile of the user is told with every place, and nothing is built', async () => {
  const cwd = await mkdtemp(join(folder, 'broken-'));
  await writeProject(cwd);
  const text =
    'FROM base:1\nRUN pip install \u2013r x\nCOPY nowhere.py /x/\nRUN apt-get install y\n';
  await mkdir(join(cwd, 'docker'));
  await writeFile(join(cwd, 'docker/Dockerfile'), text);
  const chain = ['run', '--dockerfile', 'docker/Dockerfile', '--image', 'dir:images'];
  const result = await runCli([...chain, '--docker', '/nonexistent'], { cwd });
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain('docker/Dockerfile:2: \u2013r starts with a dash');
  expect(result.stderr).toContain('docker/Dockerfile:3: nowhere.py is not in the folder');
  expect(result.stderr).toContain('docker/Dockerfile:4: "apt-get install y" asks before');
  expect(await readdir(cwd)).not.toContain('images');
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
    const plain = buildPlainly(join(cwd, '.package'), ['--force-rm', '--tag', `${own}:never`, '.']);
    await expect(plain).rejects.toThrow('a link here, where a folder is needed: /models');
  });
});
