import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@package-model/core/log';
import { expect, test } from 'vitest';
import { completeFromModelYaml } from '../../../packages/steps/src/model-yaml.ts';
import type { RawInputs } from '../../../packages/steps/src/step.ts';

async function folderWith(text: string, name = 'model.yaml'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'model-'));
  await writeFile(join(folder, name), text);
  return folder;
}

async function complete(folder: string, given: Readonly<Record<string, string>> = {}) {
  const warnings: string[] = [];
  const log = {
    ...silentLog,
    warn: (line: string, place?: { line?: number }) =>
      void warnings.push(`${place?.line}: ${line}`),
  };
  const raw: RawInputs = Object.fromEntries(
    Object.entries(given).map(([name, text]) => [name, { text }]),
  );
  const completed = await completeFromModelYaml(raw, { log, workingDirectory: folder });
  const texts = Object.fromEntries(
    Object.entries(completed).map(([name, { text }]) => [name, text]),
  );
  return { texts, warnings, completed };
}

test('gives the chain its inputs under the short names of the file', async () => {
  const folder = await folderWith(
    'name: diabetes\npath: model.joblib\ntags: [a, 1]\ngenerate-dockerfile: true\nsmoke-test:\n  start-timeout: 30\n',
  );
  const { texts } = await complete(folder);
  expect(texts).toMatchObject({
    'model-name': 'diabetes',
    'model-path': 'model.joblib',
    tags: 'a\n1',
    'generate-dockerfile': 'true',
    'start-timeout': '30',
  });
});

test('lets inputs that are given win, and blank ones not', async () => {
  const folder = await folderWith('name: diabetes\npath: a\n');
  const { texts } = await complete(folder, { 'model-name': 'other', 'model-path': ' ' });
  expect(texts).toMatchObject({ 'model-name': 'other', 'model-path': 'a' });
});

test('starts relative paths and default paths from the folder of the file', async () => {
  const folder = await folderWith(
    'path: out/*.bin\ninference-config: /etc/i.json\nimage: dir:images:1\nmodel-registry: oci://h.example/p\nbase-image: python:3.12-slim\nsmoke-test: { cases: cases.yaml }\n',
  );
  const { texts } = await complete('/', { 'model-yaml': folder });
  expect(texts).toMatchObject({
    'model-path': `${folder}/out/*.bin`,
    'inference-config': '/etc/i.json',
    image: `dir:${folder}/images:1`,
    'model-registry': 'oci://h.example/p',
    'base-image': 'python:3.12-slim',
    cases: `${folder}/cases.yaml`,
    'working-directory': folder,
    'lock-file': `${folder}/package-model.lock`,
  });
});

test('takes cases that stand in the file itself', async () => {
  const folder = await folderWith('smoke-test:\n  cases:\n    - request: { data: [1] }\n');
  const { texts } = await complete(folder);
  expect(JSON.parse(texts['cases'] ?? '')).toEqual([{ request: { data: [1] } }]);
});

test('warns of an unknown key and names the nearest one', async () => {
  const folder = await folderWith('name: a\nsmoke-test:\n  start-timout: 3\n');
  const { warnings } = await complete(folder);
  expect(warnings).toEqual([
    '3: "smoke-test.start-timout" is not a key of model.yaml and is ignored; did you mean "smoke-test.start-timeout"?',
  ]);
});

test('refuses values of the wrong shape, all of them with line and column', async () => {
  const folder = await folderWith('name: [a]\npath: x\nsmoke-test: yes please\nimage: { a: b }\n');
  await expect(complete(folder)).rejects.toThrow(
    /model\.yaml:1:\d+ \(name\): must be a text\nmodel\.yaml:3:\d+ \(smoke-test\): .*\nmodel\.yaml:4:\d+ \(image\): /,
  );
});

test('says where a file is cut off or malformed', async () => {
  const folder = await folderWith('name: "dia\n');
  await expect(complete(folder)).rejects.toMatchObject({ code: 'BAD_FILE' });
});

test('keeps the place of each text for later faults', async () => {
  const folder = await folderWith('# comment\nname: "!"\n');
  const { completed } = await complete(folder);
  expect(completed['model-name']?.place).toMatchObject({
    file: 'model.yaml',
    line: 2,
    key: 'name',
  });
});

test('says so when the named file is not there', async () => {
  const folder = await folderWith('', 'other.yaml');
  await expect(complete(folder, { 'model-yaml': 'none' })).rejects.toThrow('there is no such file');
});

test('adds nothing where there is no model.yaml', async () => {
  const folder = await folderWith('', 'other.yaml');
  expect((await complete(folder, { image: 'x' })).texts).toEqual({ image: 'x' });
});

test('holds no secrets', async () => {
  const folder = await folderWith('pip-index-url: https://u:p@h/simple\n');
  const { texts, warnings } = await complete(folder);
  expect(texts).not.toHaveProperty('pip-index-url');
  expect(warnings).toHaveLength(1);
});

test('in a pull request from a fork the file says not where anything goes', async () => {
  const folder = await folderWith(
    'name: m\npath: p\nimage: registry.example.com/m:1\nmodel-registry: oci://registry.example.com\n',
  );
  const warned: string[] = [];
  const log = { ...silentLog, warn: (line: string) => void warned.push(line) };
  const completed = await completeFromModelYaml(
    { tags: { text: '2' } },
    { log, workingDirectory: folder, isForkPullRequest: true },
  );
  expect(Object.keys(completed)).not.toContain('image');
  expect(Object.keys(completed)).not.toContain('model-registry');
  expect(completed).toMatchObject({ 'model-name': { text: 'm' }, tags: { text: '2' } });
  expect(warned).toHaveLength(2);
});
