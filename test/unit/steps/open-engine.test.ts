import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLog } from '@package-model/core/log';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { openBuilder, openEngine } from '@package-model/steps/open-engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const { signal } = new AbortController();
const plugin = 'the plugin';
let folder = '';
let url = '';
let downloads = 0;
const server = createServer((_, response) => {
  downloads += 1;
  response.end(plugin);
});

const versionFile = new URL('../../fixtures/engine/version.json', import.meta.url);

/** A docker of version 28 whose buildx is there where its configuration folder has the plugin. */
const script = `#!/bin/sh
case "$1" in
  version) cat '${fileURLToPath(versionFile)}' ;;
  buildx) test -e "$DOCKER_CONFIG/cli-plugins/docker-buildx" ;;
  info) echo '{"Name":"x","DockerRootDir":"/x","DriverStatus":[]}' ;;
esac
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-open-engine-'));
  await writeFile(join(folder, 'docker'), script);
  await chmod(join(folder, 'docker'), 0o755);
  await mkdir(join(folder, 'config'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  url = `http://127.0.0.1:${address.port}/buildx`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function context() {
  const env = { PATH: process.env['PATH'], DOCKER_CONFIG: join(folder, 'config') };
  const settings = {
    workingDirectory: folder,
    temporaryDirectory: folder,
    runId: 'run-1',
    cacheDirectory: join(folder, 'cache'),
    dockerConfigDirectory: join(folder, 'config'),
    ci: false,
    network: {},
  };
  return { run: createRun(env), pipe: createPipe(env), settings, signal, log: silentLog };
}

const sha256 = createHash('sha256').update(plugin).digest('hex');

describe('the engine for builds', () => {
  test('is the one of the machine without buildx-url', async () => {
    const engine = openEngine({ docker: join(folder, 'docker') }, context());
    expect(await engine.builder(signal)).toBe('classic');
  });

  test('has buildx from buildx-url where docker has none', async () => {
    const values = { docker: join(folder, 'docker'), 'buildx-url': { url, sha256 } };
    const engine = await openBuilder(values, context());
    expect(await engine.builder(signal)).toBe('buildx');
    expect(downloads).toBe(1);
  });

  test('is not given buildx when the classic builder was asked for', async () => {
    const before = downloads;
    const docker = join(folder, 'docker');
    const values = { docker, builder: 'classic', 'buildx-url': { url, sha256 } } as const;
    const engine = await openBuilder(values, context());
    expect(await engine.builder(signal)).toBe('classic');
    expect(downloads).toBe(before);
  });

  test('refuses a download with another checksum', async () => {
    const wrong = { url, sha256: '0'.repeat(64) };
    const values = { docker: join(folder, 'docker'), 'buildx-url': wrong };
    await expect(openBuilder(values, context())).rejects.toMatchObject({ code: 'NO_BUILDKIT' });
  });
});
