import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { busyboxImage, importBusyboxImage } from './support/busybox-image.ts';
import { runCli } from './support/cli.ts';
import type { CliOptions, CliResult } from './support/cli.ts';
import { testDocker } from './support/engine.ts';
import { writeProject } from './support/project.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { ensureServerBase } from './support/server-base.ts';
import { layoutTags } from './support/tags.ts';

const { signal } = new AbortController();
const password = 'canary-password-93b1';
let folder = '';
let registry: RegistryServer;
let projects = 0;

beforeAll(async () => {
  await Promise.all([ensureServerBase(), importBusyboxImage()]);
  folder = await mkdtemp(join(tmpdir(), 'package-model-machine-'));
  registry = await startRegistry({ signal, auth: { kind: 'basic', users: { writer: 'right' } } });
});

afterAll(async () => {
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

async function project(parts: Parameters<typeof writeProject>[1] = {}): Promise<string> {
  projects += 1;
  const cwd = join(folder, `project-${projects}`);
  await writeProject(cwd, parts);
  return cwd;
}

/** A docker configuration that logs in with a wrong password. */
async function wrongLogin(cwd: string): Promise<string> {
  const config = join(cwd, 'docker-config');
  await mkdir(config);
  const auth = Buffer.from(`writer:${password}`).toString('base64');
  const content = { auths: { [registry.host]: { auth } } };
  await writeFile(join(config, 'config.json'), JSON.stringify(content));
  return config;
}

async function run(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const engine = args.includes('--docker') ? [] : ['--docker', testDocker()];
  const result = await runCli(['run', '.', ...engine, ...args], options);
  expect(result.stderr).not.toContain('Unexpected error');
  expect(result.stderr).not.toContain(password);
  expect(result.stderr.match(/^error: /gm)).toHaveLength(1);
  return result;
}

/** No version, no package, no image. */
async function expectNothingMade(cwd: string): Promise<void> {
  expect(await layoutTags(join(cwd, '.models/factor'))).toEqual({});
  expect(existsSync(join(cwd, '.package'))).toBe(false);
  expect(await layoutTags(join(cwd, 'images'))).toEqual({});
}

describe('before anything is registered, the chain says that', () => {
  test('the docker program is missing', async () => {
    const cwd = await project();
    const { exitCode, stderr } = await run(['--docker', '/nowhere/docker'], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('/nowhere/docker');
    await expectNothingMade(cwd);
  });

  test('the engine is dead', async () => {
    const cwd = await project();
    const env = { DOCKER_HOST: `unix://${join(cwd, 'no.sock')}` };
    const { exitCode, stderr } = await run([], { cwd, env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the container engine does not answer');
    expect(stderr).toContain('What to do: start');
    await expectNothingMade(cwd);
  });

  test('the base image cannot be had', async () => {
    const cwd = await project({ baseImage: '127.0.0.1:1/no/such-base:1' });
    const { exitCode, stderr } = await run(['--image', 'dir:images:1'], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('127.0.0.1:1/no/such-base:1 cannot be pulled');
    expect(stderr).toContain('What to do:');
    await expectNothingMade(cwd);
  });

  test('the base image has no Python for the packages that are asked for', async () => {
    const cwd = await project();
    const config = { entryScript: 'score.py', sourceDirectory: 'source', runtime: 'python' };
    const text = JSON.stringify({ ...config, baseImage: busyboxImage });
    await writeFile(join(cwd, 'inferenceconfig.json'), text);
    const { exitCode, stderr } = await run(['--image', 'dir:images:1'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`the base image ${busyboxImage} has neither python3 nor python`);
    expect(stderr).toContain('choose a base image with Python 3');
    await expectNothingMade(cwd);
  });

  test.each([
    ['the model registry', (host: string) => ['--model-registry', `oci://${host}/team`]],
    ['the image registry', (host: string) => ['--image', `${host}/team/factor:1`]],
  ])('%s cannot be reached', async (_, args) => {
    const cwd = await project();
    const { exitCode, stderr } = await run(args('127.0.0.1:1'), { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('127.0.0.1:1');
    await expectNothingMade(cwd);
  });

  test.each([
    ['the model registry', (host: string) => ['--model-registry', `oci://${host}/team`]],
    ['the image registry', (host: string) => ['--image', `${host}/team/factor:1`]],
  ])('%s refuses the password, and does not print it', async (_, args) => {
    const cwd = await project();
    const env = { DOCKER_CONFIG: await wrongLogin(cwd) };
    const { exitCode, stderr } = await run(args(registry.host), { cwd, env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(registry.host);
    expect(stderr).toContain('docker login');
    await expectNothingMade(cwd);
  });

  test('the disk is too small for the model', async () => {
    const cwd = await project();
    const { bavail, bsize } = await statfs(cwd);
    await truncate(join(cwd, 'model/factor.json'), bavail * bsize + 1024 ** 3);
    const { exitCode, stderr } = await run([], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/has .* free/);
    await expectNothingMade(cwd);
  });
});
