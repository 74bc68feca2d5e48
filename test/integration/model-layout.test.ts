import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustRunCli, runCli } from './support/cli.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { writeProject } from './support/project.ts';
import { askServed } from './support/served-image.ts';
import { ensureServerBase, serverBaseImage } from './support/server-base.ts';

const own = `package-model-test/layout-${process.pid}`;
/** A base whose /models is a link, and which has files where a model's copy goes. */
const base = `${own}:base`;
const steps = `USER root
RUN mkdir -p /srv/models /var/azureml-app/azureml-models/factor/2 && ln -s /srv/models /models \\
 && echo old > /var/azureml-app/azureml-models/factor/2/old.txt
USER 10001:0
`;

/** Adds up what it finds by a walk that passes links by. */
const score = `import json
import os


def init():
    global factors
    factors = []
    for folder, _, names in os.walk(os.environ["AZUREML_MODEL_DIR"]):
        for name in names:
            if name == "factor.json":
                with open(os.path.join(folder, name)) as file:
                    factors.append(json.load(file)["factor"])


def run(raw_data):
    return [number * sum(factors) for number in json.loads(raw_data)["data"]]
`;

let cwd = '';

beforeAll(async () => {
  await ensureServerBase();
  cwd = await mkdtemp(join(tmpdir(), 'package-model-layout-'));
  await mkdir(join(cwd, 'base'));
  await writeFile(join(cwd, 'base/Dockerfile'), `FROM ${serverBaseImage}\n${steps}`);
  await docker('build', '--force-rm', '-t', base, join(cwd, 'base'));
  await writeProject(cwd, { score, baseImage: base, expected: '[15, 25]' });
  await mkdir(join(cwd, 'model/größe'));
  await writeFile(join(cwd, `model/größe/${'n'.repeat(120)}.txt`), 'x');
  await symlink('../factor.json', join(cwd, 'model/größe/current.json'));
  await register('1');
  await writeFile(join(cwd, 'model/factor.json'), '{"factor": 3}\n');
  await register('2');
});

afterAll(async () => {
  await removeImages(base, `${own}:plain`, 'images:copied');
  await rm(cwd, { recursive: true, force: true });
});

async function register(version: string): Promise<void> {
  const model = ['--model-name', 'factor', '--model-path', 'model'];
  const outputs = await mustRunCli(['register-model', ...model, '--model-registry', 'dir:store'], {
    cwd,
  });
  expect(outputs['model-id']).toBe(`factor:${version}`);
}

const common = [
  'run',
  '.',
  '--image',
  'dir:images:copied',
  '--load',
  '--model-registry',
  'dir:store',
];

const chain = (...args: readonly string[]): readonly string[] => [
  ...common,
  '--docker',
  testDocker(),
  ...args,
];

/** What lies at the versions' paths: kind, mode, owner and target, then digests. */
async function seenIn(image: string): Promise<readonly string[]> {
  const root = '/var/azureml-app/azureml-models';
  const look = `find ${root} -printf '%p %y %m %U:%G %l\\n' | sort; find ${root} -type f -exec sha256sum {} + | sort`;
  const run = ['run', '--rm', '--user=0', '--entrypoint', 'sh', image, '-c', look];
  return (await docker(...run)).split('\n').filter((line) => line !== '');
}

test('two versions of one model are copied to their paths, where a plain walk finds them', async () => {
  const args = chain('--model', 'factor:1,factor:2', '--generate-dockerfile');
  const first = await mustRunCli(args, { cwd });
  const plan: unknown = JSON.parse(await readFile(join(cwd, '.package/plan.json'), 'utf8'));
  const why = 'two versions of factor cannot both be at /models/factor';
  expect(plan).toMatchObject({ modelLayout: { kind: 'copied', why } });
  expect(first.stderr).toContain(`to /var/azureml-app/azureml-models/factor/2: ${why}.`);
  expect(Number(first['model-bytes-moved'])).toBeGreaterThan(1024);
  expect((await askServed('images:copied', { data: [1, 2] })).answer).toEqual([5, 10]);
  const seen = await seenIn('images:copied');
  const model = '/var/azureml-app/azureml-models/factor/2/model';
  expect(seen).toContain('/var/azureml-app/azureml-models/factor/1 d 755 0:0 ');
  expect(seen).toContain(`${model}/factor.json f 644 0:0 `);
  expect(seen).toContain(`${model}/größe/${'n'.repeat(120)}.txt f 644 0:0 `);
  expect(seen).toContain(`${model}/größe/current.json l 777 0:0 ../factor.json`);
  expect(seen.filter((line) => line.includes('old.txt'))).toEqual([]);

  const again = await mustRunCli(args, { cwd });
  expect(again['image-digest']).toBe(first['image-digest']);
  expect(again['model-bytes-moved']).toBe('0');

  await docker('build', '--force-rm', '-t', `${own}:plain`, join(cwd, '.package'));
  expect(await seenIn(`${own}:plain`)).toEqual(seen);
});

test('a walk over several models that passes links by is a reason to copy', async () => {
  const other = ['--model-name', 'other', '--model-path', 'model', '--model-registry', 'dir:store'];
  await mustRunCli(['register-model', ...other], { cwd });
  const config = ['--inference-config', 'inferenceconfig.json', '--model-registry', 'dir:store'];
  const layoutOf = async (...args: readonly string[]): Promise<unknown> => {
    const where = ['--package-path', 'walking'];
    await mustRunCli(['package-model', ...config, ...where, ...args], { cwd });
    return JSON.parse(await readFile(join(cwd, 'walking/plan.json'), 'utf8')).modelLayout;
  };
  const line = score.split('\n').findIndex((text) => text.includes('os.walk')) + 1;
  const why = `os.walk (source/score.py:${line}) does not follow links`;
  expect(await layoutOf('--model', 'factor:1,other:1')).toEqual({ kind: 'copied', why });
  expect(await layoutOf('--model', 'factor:1')).toMatchObject({ kind: 'linked' });
});

test('a base whose /models is a link is refused where links are asked for, with what to do', async () => {
  const linked = await runCli(chain('--model', 'factor:1', '--model-layout', 'linked'), { cwd });
  expect(linked.exitCode).toBe(1);
  expect(linked.stderr).toContain('the base image has a link to /srv/models at /models');
  expect(linked.stderr).toContain('take it away in the base image, or set model-layout: copied');
  const both = chain('--model', 'factor:1,factor:2', '--model-layout', 'linked');
  const twice = await runCli(both, { cwd });
  expect(twice.exitCode).toBe(2);
  expect(twice.stderr).toContain('two versions of the model factor cannot both be linked');
});
