import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustRunCli } from './support/cli.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { writeProject } from './support/project.ts';
import { ensureServerBase } from './support/server-base.ts';
import { copyStores } from './support/stores.ts';

let folder = '';
let first = '';

beforeAll(async () => {
  await ensureServerBase();
  folder = await mkdtemp(join(tmpdir(), 'package-model-hard-'));
  first = join(folder, 'first');
  await writeProject(first);
  await run(first, []);
});

afterAll(async () => {
  await removeImages('images:hard');
  await rm(folder, { recursive: true, force: true });
});

async function run(cwd: string, args: readonly string[]) {
  await removeImages('images:hard');
  const common = ['run', '.', '--docker', testDocker(), '--image', 'dir:images:hard', '--load'];
  return mustRunCli([...common, ...args], { cwd });
}

/** A project with the environment at hand, and only that. */
async function project(name: string): Promise<string> {
  const cwd = join(folder, name);
  await writeProject(cwd, { score });
  await copyStores(first, cwd, ['images']);
  return cwd;
}

/** Finds its model wherever AZUREML_MODEL_DIR leads, through links as well. */
const score = `import glob
import json
import os


def init():
    global factor
    pattern = os.path.join(os.environ["AZUREML_MODEL_DIR"], "**", "factor.json")
    with open(glob.glob(pattern, recursive=True)[0], encoding="utf-8") as file:
        factor = json.load(file)["factor"]


def run(raw_data):
    return [number * factor for number in json.loads(raw_data)["data"]]
`;

/** `path kind mode size target` of everything at /models in the promoted image. */
async function modelsInImage(): Promise<readonly string[]> {
  const find = ['/models', '-printf', '%p %y %m %s %l\\n'];
  const found = await docker('run', '--rm', '--entrypoint', 'find', 'images:hard', ...find);
  return found
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.includes(' d ') ? line.replace(/ \d+ $/, '') : line.trimEnd()));
}

describe('a model', () => {
  test('with long and unicode names, empty files, empty folders and links comes through', async () => {
    const cwd = await project('names');
    const long = `${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(200)}.bin`;
    const files = {
      [long]: 'long',
      'größe/模型 🎉.txt': 'unicode',
      'spaces and $signs "quoted"': 'x',
      'empty.bin': '',
      'nested/factor.json': '{"factor": 2}',
    };
    const model = join(cwd, 'model');
    await rm(model, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(model, path)), { recursive: true });
      await writeFile(join(model, path), text);
    }
    await mkdir(join(model, 'empty folder'));
    await symlink('../empty.bin', join(model, 'nested/up.bin'));
    await symlink('nested', join(model, 'folder-link'));
    await run(cwd, ['--model-path', 'model']);
    const root = '/models/factor/model';
    const found = await modelsInImage();
    for (const [path, text] of Object.entries(files)) {
      expect(found).toContain(`${root}/${path} f 644 ${Buffer.byteLength(text)}`);
    }
    expect(found).toContain(`${root}/empty folder d 755`);
    expect(found).toContain(`${root}/nested/up.bin l 777 12 ../empty.bin`);
    expect(found).toContain(`${root}/folder-link l 777 6 nested`);
  });

  test('of 45 large files comes through in a bounded number of layers', async () => {
    const cwd = await project('large');
    const sizeBytes = 8 * 1024 * 1024;
    for (let number = 0; number < 45; number += 1) {
      const path = join(cwd, `model/part-${number}.bin`);
      await writeFile(path, `part ${number}`);
      await truncate(path, sizeBytes);
    }
    const { 'model-bytes-moved': moved } = await run(cwd, ['--model-path', 'model']);
    expect(moved).toBe('0');
    const found = await modelsInImage();
    expect(found.filter((line) => line.endsWith(` f 644 ${sizeBytes}`))).toHaveLength(45);
    const layers = await docker(
      'image',
      'inspect',
      '--format',
      '{{len .RootFS.Layers}}',
      'images:hard',
    );
    expect(Number(layers)).toBeLessThan(60);
    const one = ['head', 'images:hard', '-c', '7', '/models/factor/model/part-44.bin'];
    expect(await docker('run', '--rm', '--entrypoint', ...one)).toBe('part 44');
  });

  test.each([
    ['a file', 'model/factor.json', ['/models/factor/factor.json f 644 14']],
    ['a folder', 'model', ['/models/factor/model/factor.json f 644 14']],
    [
      'a glob',
      'model/*.json',
      ['/models/factor/factor.json f 644 14', '/models/factor/more.json f 644 2'],
    ],
  ])('given as %s stands where scripts look for it', async (title, path, expected) => {
    const cwd = await project(title.replace(' ', '-'));
    await writeFile(join(cwd, 'model/more.json'), '{}');
    await run(cwd, ['--model-path', path]);
    const found = await modelsInImage();
    for (const line of expected) expect(found).toContain(line);
    expect(found.filter((line) => line.includes(' f '))).toHaveLength(title === 'a file' ? 1 : 2);
  });

  test('with capitals, dots and 255 characters in its name keeps its true name', async () => {
    const cwd = await project('name');
    const name = `My.Model_${'N'.repeat(246)}`;
    const outputs = await run(cwd, ['--model-name', name]);
    expect(outputs['model-id']).toBe(`${name}:1`);
    expect(await modelsInImage()).toContain(`/models/${name}/factor.json f 644 14`);
    const variables = await docker('run', '--rm', '--entrypoint', 'env', 'images:hard');
    expect(variables).toContain(`AZUREML_MODEL_DIR=/var/azureml-app/azureml-models/${name}/1`);
  });
});
