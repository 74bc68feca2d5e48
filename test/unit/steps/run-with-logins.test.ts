import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPrivateFolder } from '@package-model/core/engine/private-folder';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { Secret } from '@package-model/core/secret';
import { runWithLogins } from '@package-model/steps/run-with-logins';
import { expect, onTestFinished, test } from 'vitest';

const { signal } = new AbortController();
const first = { address: 'r.io', username: 'a', password: new Secret('b') };

async function machine(podman: string) {
  const folder = await mkdtemp(join(tmpdir(), 'run-with-logins-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const docker = {
    credsStore: 'desktop',
    credHelpers: { 'h.io': 'h' },
    auths: { 'd.io': { auth: 'docker' }, 'both.io': { auth: 'docker' } },
  };
  await mkdir(join(folder, 'docker'));
  await writeFile(join(folder, 'docker/config.json'), JSON.stringify(docker));
  await writeFile(join(folder, 'podman.json'), podman);
  const environment = { REGISTRY_AUTH_FILE: join(folder, 'podman.json') };
  return {
    folder,
    run: createRun(environment),
    pipe: createPipe(environment),
    settings: {
      runId: 'run',
      workingDirectory: folder,
      temporaryDirectory: folder,
      cacheDirectory: undefined,
      dockerConfigDirectory: join(folder, 'docker'),
      podmanAuthFile: join(folder, 'podman.json'),
      ci: true,
      network: {},
    },
  };
}

const podmans = JSON.stringify({
  auths: { 'both.io': { auth: 'podman' }, 'r.io': { auth: 'podman' }, 'p.io': { auth: 'podman' } },
});

test("podman is told of a file with the run's logins, its own and docker's, without a store", async () => {
  const { folder, ...own } = await machine(podmans);
  await withPrivateFolder(folder, async (inner) => {
    const ready = await runWithLogins([first], inner, own);
    const told = await ready.run.run('/bin/sh', ['-c', 'echo "$REGISTRY_AUTH_FILE"'], { signal });
    const file = told.stdout.trim();
    expect(file).toBe(join(inner.path, 'auth.json'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      auths: {
        'd.io': { auth: 'docker' },
        'both.io': { auth: 'podman' },
        'p.io': { auth: 'podman' },
        'r.io': { auth: Buffer.from('a:b').toString('base64') },
      },
      credHelpers: { 'h.io': 'h' },
    });
  });
  expect(await readFile(join(folder, 'podman.json'), 'utf8')).toBe(podmans);
});

test('a login for one call stands above those of the run, which stay', async () => {
  const { folder, ...own } = await machine('{}');
  const second = { ...first, password: new Secret('c') };
  const other = { ...first, address: 'other.io' };
  await withPrivateFolder(folder, async (outer) => {
    const ready = await runWithLogins([first, other], outer, own);
    await withPrivateFolder(folder, async (inner) => {
      const call = await runWithLogins([second], inner, ready);
      const script = 'cat "$REGISTRY_AUTH_FILE"; echo "$DOCKER_CONFIG"';
      const told = await call.run.run('/bin/sh', ['-c', script], { signal });
      expect(told.stdout).toContain(Buffer.from('a:c').toString('base64'));
      expect(told.stdout).toContain('other.io');
      expect(told.stdout).toContain('"credHelpers":{"h.io":"h"}');
      expect(told.stdout.trim()).toMatch(new RegExp(`${inner.path}$`));
    });
  });
});

test("a file of podman's that cannot be read is no matter of docker's", async () => {
  const { folder, ...own } = await machine('no JSON');
  await withPrivateFolder(folder, async (inner) => {
    const { settings } = await runWithLogins([first], inner, own);
    expect(await readFile(settings.podmanAuthFile ?? '', 'utf8')).toContain('d.io');
  });
});
