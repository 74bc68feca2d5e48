import { readFileSync } from 'node:fs';
import {
  parseContainers,
  parseContextHost,
  parseImages,
  parseInfo,
  parseUsage,
  parseVersion,
} from '@package-model/core/engine/docker-json';
import { hostPortOf } from '@package-model/core/engine/engine';
import { describe, expect, test } from 'vitest';

function captured(name: string): string {
  return readFileSync(new URL(`../../../fixtures/engine/${name}`, import.meta.url), 'utf8');
}

describe('docker version', () => {
  test('tells client and server', () => {
    expect(parseVersion(captured('version.json'))).toEqual({
      clientVersion: '28.2.2',
      apiVersion: '1.41',
      context: 'default',
      podman: false,
      server: { version: '20.10.24+dfsg1', os: 'linux', architecture: 'amd64' },
    });
  });

  test('without a daemon tells the client alone', () => {
    const text =
      '{"Client":{"Version":"28.2.2","ApiVersion":"1.50","Context":"default"},"Server":null}';
    expect(parseVersion(text).server).toBeUndefined();
  });

  test('of podman in its place is known by its keys', () => {
    const text = '{"Client":{"APIVersion":"4.3.1","Version":"4.3.1","Os":"linux"}}';
    expect(parseVersion(text).podman).toBe(true);
  });
});

describe('docker info', () => {
  test('tells data root, host and store', () => {
    const status = '"DriverStatus":[["Backing Filesystem","extfs"]]';
    const text = `{"Name":"build-host","DockerRootDir":"/var/lib/docker",${status}}`;
    expect(parseInfo(text)).toEqual({
      hostName: 'build-host',
      dataRoot: '/var/lib/docker',
      imageStore: 'classic',
      operatingSystem: '',
      rootless: false,
      runtimes: [],
      cpus: 0,
    });
  });

  test('knows the containerd store', () => {
    const text = '{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}';
    expect(parseInfo(text).imageStore).toBe('containerd');
  });
});

describe("images of containerd's store", () => {
  const rootOf = (address: string) =>
    parseInfo(
      JSON.stringify({
        DockerRootDir: '/var/lib/docker',
        DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
        Containerd: { Address: address },
      }),
    ).dataRoot;

  test("are with the machine's containerd, where that is used", () => {
    expect(rootOf('/run/containerd/containerd.sock')).toBe('/var/lib/containerd');
  });

  test('are below the data root, where the daemon has one of its own', () => {
    expect(rootOf('/var/run/docker/containerd/containerd.sock')).toBe('/var/lib/docker');
  });
});

test('docker context tells where the daemon is', () => {
  const text = '[{"Name":"default","Endpoints":{"docker":{"Host":"unix:///var/run/docker.sock"}}}]';
  expect(parseContextHost(text)).toBe('unix:///var/run/docker.sock');
  expect(parseContextHost('[]')).toBe('');
});

describe('docker image inspect', () => {
  test('gives diff ids and the config without what is empty', () => {
    const [image] = parseImages(captured('image.json'));
    expect(image).toEqual({
      id: 'sha256:8d1dbb3d5e07bd6f0e9e4ac9b1b0aa0c1a1b5dd9d3bd7a6a1cf1c7e86f0e3c11',
      layers: ['sha256:0a2cb4ae7c4f0636488d32c57f7d4bcc696d3319b4fe4061e291984183794ac6'],
      config: {
        User: '10001:0',
        Env: ['PATH=/usr/bin:/bin'],
        Cmd: ['python3'],
        WorkingDir: '/srv',
        Volumes: { '/models': {} },
        ExposedPorts: { '5001/tcp': {} },
        Labels: { maker: 'test' },
      },
      os: 'linux',
      architecture: 'arm64',
      variant: 'v8',
      repoDigests: [],
      sizeBytes: 289_294_897,
    });
  });

  test('gives nothing for an image that is not there', () => {
    expect(parseImages('[]\n')).toEqual([]);
  });

  test('that cannot be read names the command and the key', () => {
    expect(() => parseImages('[{"Id":"x"}]')).toThrow(/`docker image inspect`.*0\./);
    expect(() => parseImages('nonsense')).toThrow(
      expect.objectContaining({ code: 'ENGINE_FAILED' }),
    );
  });
});

describe('docker container inspect', () => {
  function container(state: object, ports: object | null): string {
    return JSON.stringify([{ Id: 'ab', State: state, NetworkSettings: { Ports: ports } }]);
  }

  test('tells the ports of a running container, not the unpublished ones', () => {
    const ports = { '5001/tcp': [{ HostIp: '127.0.0.1', HostPort: '32768' }], '80/tcp': null };
    const [found] = parseContainers(container({ Status: 'running' }, ports));
    expect(found?.state).toEqual({ kind: 'running' });
    expect(found && hostPortOf(found, 5001)).toBe(32_768);
    expect(found && hostPortOf(found, 80)).toBeUndefined();
  });

  test('tells how a container ended', () => {
    const state = { Status: 'exited', ExitCode: 137, OOMKilled: true, Error: '' };
    const [found] = parseContainers(container(state, {}));
    expect(found?.state).toEqual({ kind: 'exited', exitCode: 137, oomKilled: true, error: '' });
  });

  test('tells why a container was not started', () => {
    const state = { Status: 'created', ExitCode: 128, Error: 'port is already allocated' };
    const [found] = parseContainers(container(state, null));
    expect(found?.state).toEqual({ kind: 'created', error: 'port is already allocated' });
  });

  test('keeps a state it does not know', () => {
    const [found] = parseContainers(container({ Status: 'paused' }, null));
    expect(found?.state).toEqual({ kind: 'other', status: 'paused' });
  });
});

test('docker stats tells memory and processor time, and nothing of a container that has ended', () => {
  const line = (memory: string, pids: string) =>
    `{"CPUPerc":"12.50%","ID":"bd","MemUsage":"${memory}","PIDs":"${pids}"}`;
  expect(parseUsage(line('145.5MiB / 23.54GiB', '5'))).toEqual({
    memoryBytes: 145.5 * 2 ** 20,
    cpuPercent: 12.5,
  });
  expect(parseUsage(line('0B / 0B', '0'))).toBeUndefined();
  expect(parseUsage(line('-- / --', '--'))).toBeUndefined();
  expect(() => parseUsage(line('much', '5'))).toThrow('memory much');
});
