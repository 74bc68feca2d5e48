import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { mustRunCli, runCli } from './support/cli.ts';
import { docker, removeImages } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { writeProject } from './support/project.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();
const password = 'canary-of-the-private-base';
const login = ['--base-registry-username=reader', `--base-registry-password=${password}`];
const build = ['build-image', '--image=dir:images:1', `--docker=${testDocker()}`];
const registered = ['--model=factor:1', '--model-registry=dir:models'];

let server: RegistryServer;
let image: string;
/** The docker configuration of whoever fills the registry. */
let owner: string;

beforeAll(async () => {
  await importBusyboxImage();
  server = await startRegistry({ signal, auth: { kind: 'basic', users: { reader: password } } });
  image = `${server.host}/bases/python:1`;
  owner = await mkdtemp(join(tmpdir(), 'package-model-owner-'));
  const auth = Buffer.from(`reader:${password}`).toString('base64');
  await writeFile(
    join(owner, 'config.json'),
    JSON.stringify({ auths: { [server.host]: { auth } } }),
  );
});
afterAll(async () => {
  await rm(owner, { recursive: true });
  await server.stop();
});

/** Puts an image with this label under the tag; the engine itself keeps none. */
async function publish(label: string): Promise<void> {
  const container = (await docker('create', busyboxImage)).trim();
  await docker('commit', `--change=LABEL release=${label}`, container, image);
  await docker('rm', container);
  await docker('--config', owner, 'push', '--quiet', image);
  await forget();
}

/** The engine has nothing of the repository any more. */
async function forget(): Promise<void> {
  const format = '{{.Repository}}:{{.Tag}} {{.Repository}}@{{.Digest}}';
  const listed = await docker('image', 'ls', '--digests', '--format', format);
  const names = listed.split(/\s/).filter((name) => name.startsWith(`${server.host}/`));
  const there = names.filter((name) => !name.includes('<none>'));
  if (there.length > 0) await removeImages(...there);
}

/** A packaged project on the private image; `registry` stands in its inference configuration. */
async function project(registry: unknown) {
  const folder = await temporaryFolder();
  await writeProject(folder);
  const docker = { baseImage: 'bases/python:1', baseImageRegistry: registry };
  const config = {
    entryScript: 'score.py',
    sourceDirectory: 'source',
    environment: { python: { userManagedDependencies: true }, docker },
  };
  await writeFile(join(folder, 'inferenceconfig.json'), JSON.stringify(config));
  const home = await temporaryFolder();
  return { cwd: folder, env: { DOCKER_CONFIG: home, TMPDIR: home }, home };
}

async function packaged() {
  const at = await project({ address: server.host });
  const model = ['--model-name=factor', '--model-path=model/factor.json'];
  await mustRunCli(['register-model', ...model, '--model-registry=dir:models'], at);
  const config = '--inference-config=inferenceconfig.json';
  await mustRunCli(['package-model', ...registered, config], at);
  return at;
}

async function lockedDigest(folder: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(folder, 'package-model.lock'), 'utf8'));
  const [entry] = Object.values<{ baseDigest: string }>(lock.environments);
  return entry?.baseDigest ?? '';
}

test('a private base is pulled with a login that is given, and by its digest from then on', async () => {
  await publish('first');
  const at = await packaged();
  const denied = await runCli(build, at);
  expect(denied.exitCode).toBe(1);
  expect(denied.stderr).toContain(image);

  const first = await mustRunCli([...build, ...login], at);
  const digest = await lockedDigest(at.cwd);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(first['base-image']).toBe(`${server.host}/bases/python@${digest}`);
  expect(first['base-registry']).toBe(server.host);
  expect(JSON.stringify([denied, first])).not.toContain(password);
  expect(await readdir(at.home)).toEqual([]);

  await publish('second');
  await rm(join(at.cwd, 'images'), { recursive: true });
  const again = await mustRunCli([...build, ...login], at);
  expect(again.stderr).toContain(`Pulling the base image ${server.host}/bases/python@${digest}.`);
  expect(again['image-digest']).toBe(first['image-digest']);

  const config = ['--inference-config=inferenceconfig.json', '--image=dir:images:1'];
  const lock = ['lock', ...config, `--docker=${testDocker()}`, ...login];
  expect(await mustRunCli(lock, at)).toMatchObject({ changed: 'true' });
  expect(await lockedDigest(at.cwd)).not.toBe(digest);
  await forget();
});

test('a login in the inference configuration serves the chain, is warned of and goes nowhere', async () => {
  await publish('third');
  const at = await project({ address: server.host, username: 'reader', password });
  const run = await runCli(['run', '--image=dir:images:1', `--docker=${testDocker()}`], at);
  expect(run.stderr).toContain('baseImageRegistry.password is a password in a file');
  expect(run.stderr).toContain('Built the candidate dir:images@sha256:');
  expect(run.stderr + run.stdout).not.toContain(password);
  const written = await readdir(at.cwd, { recursive: true, withFileTypes: true });
  const files = written.filter((entry) => entry.isFile());
  const own = join(at.cwd, 'inferenceconfig.json');
  for (const file of files.map((entry) => join(entry.parentPath, entry.name))) {
    if (file !== own) expect((await readFile(file)).includes(password), file).toBe(false);
  }
  await forget();
});

test('half a login is refused before anything is built', async () => {
  const at = await packaged();
  const { exitCode, stderr } = await runCli([...build, '--base-registry-username=reader'], at);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--base-registry-password: a login is a user name and a password');
});
