import { readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CodeSource } from '@package-model/core/package/code/code';
import { readPackage, writePackage } from '@package-model/core/package/plan/package-folder';
import { expect, test } from 'vitest';
import { samplePlan } from '../sample-plan.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const signal = new AbortController().signal;

async function sample(files: Record<string, string> = {}) {
  const root = await temporaryFolder({ 'src/score.py': 'pass\n', 'src/run.sh': 'ls\n', ...files });
  const sources = new Map(
    ['src/score.py', 'src/run.sh'].map((name): [string, CodeSource] => [
      name,
      { kind: 'file', path: path.join(root, name) },
    ]),
  );
  const folder = path.join(root, 'out');
  return { root, folder, content: { plan: samplePlan, sources, folder, signal } };
}

test('writes plan, requirements and code, and reads them back', async () => {
  const { root, folder, content } = await sample();
  const complete = (at: string) => writeFile(path.join(at, 'Dockerfile'), 'FROM x\n');
  await writePackage({ ...content, complete });
  expect((await readdir(folder)).toSorted()).toEqual([
    'Dockerfile',
    'code',
    'environment',
    'plan.json',
  ]);
  expect(await readFile(path.join(folder, 'environment/requirements.txt'), 'utf8')).toBe(
    'scikit-learn==1.5.2\nazureml-inference-server-http~=1.5\n',
  );
  expect((await stat(path.join(folder, 'code/src/run.sh'))).mode & 0o777).toBe(0o755);
  expect((await stat(path.join(folder, 'code/src/score.py'))).mode & 0o777).toBe(0o644);
  const read = await readPackage(folder, signal);
  expect(read.plan).toEqual(samplePlan);
  expect(read.codeFile('src/score.py')).toBe(path.join(folder, 'code/src/score.py'));
  expect((await readdir(root)).toSorted()).toEqual(['out', 'src']);
});

test('writes the same bytes each time, over its own folder', async () => {
  const { root, folder, content } = await sample();
  await writePackage(content);
  const first = await readFile(path.join(folder, 'plan.json'), 'utf8');
  await writeFile(path.join(folder, 'left-over'), '');
  await writePackage(content);
  expect(await readFile(path.join(folder, 'plan.json'), 'utf8')).toBe(first);
  expect(await readdir(folder)).not.toContain('left-over');
  expect((await readdir(root)).toSorted()).toEqual(['out', 'src']);
});

test('refuses a folder that holds something else and leaves it as it was', async () => {
  const { folder, content } = await sample({ 'out/precious.txt': 'x' });
  await expect(writePackage(content)).rejects.toThrow('is not empty and is no package of ours');
  expect(await readdir(folder)).toEqual(['precious.txt']);
});

test('leaves nothing behind when a code file changed since the plan', async () => {
  const { root, content } = await sample({ 'src/score.py': 'other\n' });
  await expect(writePackage(content)).rejects.toThrow('src/score.py: this file changed');
  expect(await readdir(root)).toEqual(['src']);
});

test('keeps the old package when the new one fails at the end', async () => {
  const { folder, root, content } = await sample();
  await writePackage(content);
  const complete = () => Promise.reject(new Error('disk full'));
  await expect(writePackage({ ...content, complete })).rejects.toThrow('disk full');
  expect((await readPackage(folder, signal)).plan).toEqual(samplePlan);
  expect((await readdir(root)).toSorted()).toEqual(['out', 'src']);
});

test('tells of code that was edited, removed or replaced by a link', async () => {
  const { folder, content } = await sample();
  await writePackage(content);
  await writeFile(path.join(folder, 'code/src/score.py'), 'evil\n');
  await expect(readPackage(folder, signal)).rejects.toThrow(
    'score.py: this code file is not the one that was packaged; edit the source and run package-model again',
  );
  await rm(path.join(folder, 'code/src/score.py'));
  await symlink('/etc/passwd', path.join(folder, 'code/src/score.py'));
  await expect(readPackage(folder, signal)).rejects.toThrow(
    'this code file of the package is missing',
  );
});

test('tells of a folder that is no package and of a broken plan', async () => {
  const { folder, root } = await sample({ 'out/plan.json': '{"schemaVersion": 1,' });
  await expect(readPackage(root, signal)).rejects.toThrow('is no package (it has no plan.json)');
  await expect(readPackage(folder, signal)).rejects.toThrow(
    'plan.json:1:21: this JSON file ends too',
  );
  await writeFile(path.join(folder, 'plan.json'), '{"schemaVersion": 1}');
  await expect(readPackage(folder, signal)).rejects.toThrow('models is missing; add it');
});
