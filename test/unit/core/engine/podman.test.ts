import { expect, test } from 'vitest';
import {
  parsePodmanInfo,
  parsePodmanUsage,
} from '../../../../packages/core/src/engine/podman-json.ts';
import { isPodman, whyNotIsolatedIn } from '../../../../packages/core/src/engine/podman.ts';

const info = parsePodmanInfo(
  '{"host":{"arch":"amd64","os":"linux","hostname":"build","cpus":2,"networkBackend":"netavark","security":{"rootless":false},"serviceIsRemote":false},"store":{"graphRoot":"/var/lib/containers/storage"},"version":{"Version":"4.3.1"}}',
);

test.each([
  ['podman', true],
  ['/usr/bin/podman', true],
  ['C:\\Program Files\\RedHat\\podman.exe', true],
  ['podman-remote', true],
  ['docker', false],
  ['/opt/podman/docker', false],
])('%s is podman: %s', (program, is) => {
  expect(isPodman(program)).toBe(is);
});

test('podman tells its machine in one answer', () => {
  expect(info).toEqual({
    version: '4.3.1',
    os: 'linux',
    architecture: 'amd64',
    hostName: 'build',
    cpus: 2,
    rootless: false,
    remote: false,
    networkBackend: 'netavark',
    dataRoot: '/var/lib/containers/storage',
  });
});

test('an answer in another form is told as that', () => {
  expect(() => parsePodmanInfo('{}')).toThrow('the answer of `podman info` cannot be read: host');
  expect(() => parsePodmanInfo('podman')).toThrow('cannot be read');
});

test('isolation is refused where this machine is cut off, too', () => {
  expect(whyNotIsolatedIn(info)).toBeUndefined();
  expect(whyNotIsolatedIn({ ...info, rootless: true })).toContain('rootless');
  expect(whyNotIsolatedIn({ ...info, remote: true })).toContain('another machine');
  expect(whyNotIsolatedIn({ ...info, networkBackend: 'cni' })).toContain('CNI');
});

test('memory and processor of a container are read from a list of texts', () => {
  const one = '[{"mem_usage":"11.1MB / 500MB","cpu_percent":"10.88%","pids":"1"}]';
  expect(parsePodmanUsage(one)).toEqual({ memoryBytes: 11_100_000, cpuPercent: 10.88 });
  expect(parsePodmanUsage('[]')).toBeUndefined();
  const stopped = '[{"mem_usage":"-- / --","cpu_percent":"--","pids":"--"}]';
  expect(parsePodmanUsage(stopped)).toBeUndefined();
});
