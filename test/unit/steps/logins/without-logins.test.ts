import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openWorld } from '../../../../packages/steps/src/world.ts';

async function machine(variables: Readonly<Record<string, string>> = {}) {
  const home = await mkdtemp(join(tmpdir(), 'without-logins-'));
  onTestFinished(() => rm(home, { recursive: true }));
  await mkdir(join(home, '.docker/cli-plugins'), { recursive: true });
  await writeFile(join(home, '.docker/cli-plugins/docker-buildx'), '');
  const config = { auths: { 'ghcr.io': { auth: 'canary' } }, currentContext: 'far' };
  await writeFile(join(home, '.docker/config.json'), JSON.stringify(config));
  return { HOME: home, RUNNER_TEMP: join(home, 'temp'), PATH: '/usr/bin:/bin', ...variables };
}

test('a pull request from a fork has an engine, its plugins, and no logins', async () => {
  await using world = await openWorld(await machine(), 'github', undefined, true);
  const folder = world.settings.dockerConfigDirectory;
  const config: unknown = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  expect(config).toEqual({ currentContext: 'far' });
  expect(await readdir(join(folder, 'cli-plugins'))).toEqual(['docker-buildx']);
});

test('programs get the same configuration', async () => {
  await using world = await openWorld(await machine(), 'github', undefined, true);
  const { signal } = new AbortController();
  const { stdout } = await world.run.run('env', [], { signal });
  expect(stdout).toContain(`DOCKER_CONFIG=${world.settings.dockerConfigDirectory}\n`);
  expect(stdout).toContain('REGISTRY_AUTH_FILE=');
});

test('package indexes stay where they need no login', async () => {
  const indexes = {
    PIP_INDEX_URL: 'https://pip.example.com/simple',
    PIP_EXTRA_INDEX_URL: 'https://user:canary@pip.example.com/simple',
  };
  await using world = await openWorld(await machine(indexes), 'github', undefined, true);
  expect(world.settings.network.pipIndexUrl?.reveal()).toBe('https://pip.example.com/simple');
  expect(world.settings.network.pipExtraIndexUrl).toBeUndefined();
  expect(world.secrets).toContain('canary');
});

test("other runs use the user's own configuration", async () => {
  const variables = await machine();
  await using world = await openWorld(variables, 'github', undefined, false);
  expect(world.settings.dockerConfigDirectory).toBe(join(variables.HOME, '.docker'));
});
