import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDockerSocket, isOwnDocker } from '@package-model/host/docker-socket';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-socket-'));
});
afterEach(() => rm(folder, { recursive: true }));

const usual = '/var/run/docker.sock';

describe("docker's socket", () => {
  test.each<[Record<string, string>, string | undefined]>([
    [{}, usual],
    [{ DOCKER_HOST: '', DOCKER_CONTEXT: '' }, usual],
    [{ DOCKER_HOST: 'unix:///run/user/1000/docker.sock' }, '/run/user/1000/docker.sock'],
    [{ DOCKER_HOST: 'unix:///a.sock', DOCKER_CONTEXT: 'other' }, '/a.sock'],
    [{ DOCKER_HOST: 'tcp://127.0.0.1:2375' }, undefined],
    [{ DOCKER_HOST: 'ssh://build-host' }, undefined],
    [{ DOCKER_HOST: 'npipe:////./pipe/docker_engine' }, undefined],
    [{ DOCKER_HOST: 'unix://relative.sock' }, undefined],
    [{ DOCKER_CONTEXT: 'default' }, usual],
    [{ DOCKER_CONTEXT: 'other' }, undefined],
    [{ DOCKER_TLS_VERIFY: '1' }, undefined],
    [{ DOCKER_API_VERSION: '1.30' }, undefined],
  ])('of %o is %s', async (environment, expected) => {
    expect(await findDockerSocket(environment, folder)).toBe(expected);
  });

  test.each<[string, string | undefined]>([
    ['{"auths":{}}', usual],
    ['{"currentContext":"default"}', usual],
    ['{"currentContext":""}', usual],
    ['{"currentContext":"desktop-linux"}', undefined],
    ['{"currentContext":7}', undefined],
    ['{"HttpHeaders":{"X-Meta":"1"}}', undefined],
    ['{"proxies":{"default":{"httpProxy":"http://proxy:3128"}}}', undefined],
    ['{', undefined],
    ['null', undefined],
  ])('with %s in config.json is %s', async (config, expected) => {
    await writeFile(join(folder, 'config.json'), config);
    expect(await findDockerSocket({}, folder)).toBe(expected);
  });

  test('is left alone where config.json cannot be read', async () => {
    await mkdir(join(folder, 'config.json'));
    expect(await findDockerSocket({}, folder)).toBeUndefined();
  });
});

describe("docker's own command line", () => {
  const machineCode = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
  const where = () => ({ searchPath: join(folder, 'bin'), workingDirectory: folder });

  async function program(name: string, content: Uint8Array | string): Promise<string> {
    const path = join(folder, 'bin', name);
    await mkdir(join(folder, 'bin'), { recursive: true });
    await writeFile(path, content);
    await chmod(path, 0o755);
    return path;
  }

  test('is a program of that name on PATH, or at a path', async () => {
    const path = await program('docker', machineCode);
    expect(isOwnDocker('docker', where())).toBe(true);
    expect(isOwnDocker(path, where())).toBe(true);
  });

  test('is no script, which may talk to another engine', async () => {
    await program('docker', '#!/bin/sh\nDOCKER_HOST=ssh://build-host exec /usr/bin/docker "$@"\n');
    expect(isOwnDocker('docker', where())).toBe(false);
  });

  test('is no other program under its name', async () => {
    const podman = await program('podman', machineCode);
    await symlink(podman, join(folder, 'bin/docker'));
    expect(isOwnDocker('docker', where())).toBe(false);
    expect(isOwnDocker('podman', where())).toBe(false);
  });

  test('is not there where PATH has none', () => {
    expect(isOwnDocker('docker', where())).toBe(false);
  });
});
