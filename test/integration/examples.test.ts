import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testBaseImage, testPythonVersion } from './support/base-image.ts';
import { mustRunCli, runCli } from './support/cli.ts';
import { testDocker } from './support/engine.ts';
import { layoutTags } from './support/tags.ts';

/*
 * Each example from its registration to its release tag, as its README says: copies of the folders,
 * with the base image of the test run and the Python in it. All go into one layout under one lock
 * file, so that equal environments are built once.
 */

/** Examples that pass their smoke test here. */
const serving = ['image-bytes', 'pandas-schema', 'two-models'];
/** The same without an entry script of their own. */
const noCode = ['mlflow', 'onnx', 'scikit-learn'];
/** The documentation's commands run this one, docs.test.ts. */
const elsewhere = ['diabetes'];
const failing = 'wrong-answer';

const condaFiles = /(^|\/)(myenv\.yml|conda\.yaml|python_env\.yaml)$/;
const examples = join(projectRoot, 'examples');
const engine = ['--docker', testDocker()];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-examples-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('every example is run somewhere', async () => {
  const entries = await readdir(examples, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(names.toSorted()).toEqual([...serving, ...noCode, ...elsewhere, failing].toSorted());
});

test.each([...serving, ...noCode])('examples/%s answers as its cases say', async (name) => {
  const cwd = await copyOf(name);
  const outputs = await mustRunCli(['run', '.', ...runArgs(name)], { cwd });
  expect(outputs.passed).toBe('true');
  expect((await layoutTags(join(folder, 'images')))[name]).toBe(outputs['image-digest']);
});

test.each(noCode)('the example in /swagger.json of examples/%s is a good request', async (name) => {
  const digest = (await layoutTags(join(folder, 'images')))[name];
  const image = ['--image', `dir:../images@${digest}`, '--report-path', 'swagger.json'];
  const outputs = await mustRunCli(['smoke-test', ...image, ...engine], {
    cwd: join(folder, name),
  });
  expect(outputs.passed).toBe('true');
  const report = await readFile(join(folder, name, 'swagger.json'), 'utf8');
  expect(report).toContain('example of swagger.json');
});

test('the generated entry script lies in the package, where it can be taken over', async () => {
  const script = await readFile(join(folder, 'onnx/.package/code/score.py'), 'utf8');
  expect(script).toContain('MODEL_PATH = "nearest.onnx"');
});

test('examples/wrong-answer fails its smoke test and gets no release tag', async () => {
  const cwd = await copyOf(failing);
  const { exitCode, stderr } = await runCli(['run', '.', ...runArgs(failing)], { cwd });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('doubles each number');
  expect(Object.keys(await layoutTags(join(folder, 'images')))).not.toContain(failing);
});

function runArgs(name: string): string[] {
  const base = ['--base-image', testBaseImage(), '--lock-file', '../package-model.lock'];
  return [...base, ...engine, '--image', `dir:../images:${name}`];
}

async function copyOf(name: string): Promise<string> {
  const source = join(examples, name);
  const target = join(folder, name);
  const isKept = (path: string): boolean => !relative(source, path).startsWith('.');
  await cp(source, target, { recursive: true, filter: isKept });
  for (const entry of await readdir(target, { recursive: true })) {
    if (!condaFiles.test(entry)) continue;
    const file = join(target, entry);
    const text = await readFile(file, 'utf8');
    const python = `$1${testPythonVersion()}`;
    await writeFile(file, text.replace(/(python(?:=|: ))\d+\.\d+(\.\d+)?/, python));
  }
  return target;
}
