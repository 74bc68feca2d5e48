import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { testBaseImage, testPythonVersion } from './support/base-image.ts';
import { mustRunCli, runCli } from './support/cli.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { ensurePrebuiltImage, prebuiltImage } from './support/prebuilt-image.ts';
import { startRegistry } from './support/registry.ts';
import { ensureServerBase, serverBaseImage } from './support/server-base.ts';
import { layoutTags } from './support/tags.ts';

/*
 * Each example from its registration to its release tag, as its README says: copies of the folders,
 * with the base image of the test run and the Python in it. Those that stand alone run two at a time,
 * each with a layout and a lock file of its own; the rest follow with those of an example whose
 * environment is theirs too.
 */

/** Examples that pass their smoke test here. */
const serving = ['image-bytes', 'pandas-schema', 'two-models'];
/** The same without an entry script of their own. */
const noCode = ['mlflow', 'onnx', 'scikit-learn'];
/** The documentation's commands run this one, docs.test.ts. */
const elsewhere = ['diabetes'];
const failing = 'wrong-answer';
/** Has the scoring server alone, as the examples after it. */
const plain = 'two-models';
/** Extends a prebuilt inference image by a Dockerfile. */
const onPrebuilt = 'prebuilt-image';
/** On a base image that a registry gives to those who are logged in. */
const onPrivateBase = 'private-base';

const condaFiles = /(^|\/)(myenv\.yml|conda\.yaml|python_env\.yaml)$/;
const examples = join(projectRoot, 'examples');
const engine = ['--docker', testDocker()];
const { signal } = new AbortController();
const users = { reader: 'canary-of-the-example' };
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
  const known = [...serving, ...noCode, ...elsewhere, failing, onPrebuilt, onPrivateBase];
  expect(names.toSorted()).toEqual(known.toSorted());
});

test.concurrent.each([...serving, ...noCode])(
  'examples/%s answers as its cases say',
  async (name) => {
    const cwd = await copyOf(name);
    const outputs = await mustRunCli(['run', '.', ...runArgs(name, name)], { cwd });
    expect(outputs.passed).toBe('true');
    expect((await layoutTags(imagesOf(name)))[name]).toBe(outputs['image-digest']);
  },
);

test.each(noCode)('the example in /swagger.json of examples/%s is a good request', async (name) => {
  const digest = (await layoutTags(imagesOf(name)))[name];
  const image = ['--image', `dir:${imagesOf(name)}@${digest}`, '--report-path', 'swagger.json'];
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

test('examples/prebuilt-image runs as the user of the image that it extends', async () => {
  await ensurePrebuiltImage();
  const cwd = await copyOf(onPrebuilt);
  const file = join(cwd, 'docker/Dockerfile');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^FROM .*$/m, `FROM ${prebuiltImage}`));
  const image = ['--image', `dir:../images:${onPrebuilt}`, '--lock-file', '../package-model.lock'];
  const outputs = await mustRunCli(['run', '.', ...image, ...engine, '--load'], { cwd });
  expect(outputs.passed).toBe('true');
  const user = await docker(
    'image',
    'inspect',
    '--format={{.Config.User}}',
    `images:${onPrebuilt}`,
  );
  expect(user.trim()).toBe('dockeruser');
  await removeImages(`images:${onPrebuilt}`);
});

test('examples/private-base is served with a login that is given, and refused without', async () => {
  await ensureServerBase();
  const registry = await startRegistry({ signal, auth: { kind: 'basic', users } });
  onTestFinished(() => registry.stop());
  await publish(serverBaseImage, `${registry.host}/scoring/base:1`);
  const cwd = await copyOf(onPrivateBase);
  const file = join(cwd, 'inferenceconfig.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('registry.example.com', registry.host));
  const home = join(folder, 'docker-home');
  await mkdir(home);
  const args = ['run', '.', '--lock-file', '../package-model.lock', ...engine];
  const image = ['--image', `dir:../images:${onPrivateBase}`];
  const at = { cwd, env: { DOCKER_CONFIG: home } };
  const denied = await runCli([...args, ...image], at);
  expect(denied.exitCode).toBe(1);
  expect(denied.stderr).toContain(`${registry.host}/scoring/base:1`);
  const [[user, password] = []] = Object.entries(users);
  const login = ['--base-registry-username', `${user}`, '--base-registry-password', `${password}`];
  const outputs = await mustRunCli([...args, ...image, ...login], at);
  expect(outputs.passed).toBe('true');
  expect(outputs['base-registry']).toBe(registry.host);
  await removeImages(`${registry.host}/scoring/base:1`);
});

test('examples/wrong-answer fails its smoke test and gets no release tag', async () => {
  const cwd = await copyOf(failing);
  const { exitCode, stderr } = await runCli(['run', '.', ...runArgs(failing, plain)], { cwd });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('doubles each number');
  expect(Object.keys(await layoutTags(imagesOf(plain)))).not.toContain(failing);
});

/** Puts an image of the engine into a registry; the engine forgets the name. */
async function publish(image: string, name: string): Promise<void> {
  const owner = join(folder, 'owner');
  await mkdir(owner);
  const [host = ''] = name.split('/');
  const [login = []] = Object.entries(users);
  const auth = Buffer.from(login.join(':')).toString('base64');
  await writeFile(join(owner, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }));
  await docker('tag', image, name);
  await docker('--config', owner, 'push', '--quiet', name);
  await removeImages(name);
}

/** `stores` names the example whose layout and lock file are used. */
function runArgs(name: string, stores: string): string[] {
  const lock = ['--lock-file', join(folder, `${stores}.lock`)];
  const image = ['--image', `dir:${imagesOf(stores)}:${name}`];
  return ['--base-image', testBaseImage(), ...lock, ...engine, ...image];
}

function imagesOf(name: string): string {
  return join(folder, 'layouts', name);
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
