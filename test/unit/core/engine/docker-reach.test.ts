import { expect, test } from 'vitest';
import {
  reachOf,
  whyNoGpuIn,
  whyNotIsolatedOn,
} from '../../../../packages/core/src/engine/docker-reach.ts';

test.each([
  'unix:///var/run/docker.sock',
  'npipe:////./pipe/docker_engine',
  'tcp://127.0.0.1:2375',
  'tcp://localhost:2375',
  'tcp://[::1]:2375',
  '',
])('the ports of an engine at %s are on this machine alone', (endpoint) => {
  expect(reachOf(endpoint)).toEqual({
    kind: 'published',
    host: '127.0.0.1',
    publishOn: '127.0.0.1',
  });
});

test.each([
  ['tcp://build-host:2376', 'build-host'],
  ['tcp://10.1.2.3:2375', '10.1.2.3'],
  ['tcp://docker', 'docker'],
])('the ports of an engine at %s are on that machine', (endpoint, host) => {
  expect(reachOf(endpoint)).toEqual({ kind: 'published', host, publishOn: '0.0.0.0' });
});

test('an engine behind ssh is refused with how to go on', () => {
  const refused = (): unknown => reachOf('ssh://me@build-host:22');
  expect(refused).toThrow('docker is reached by ssh (build-host:22)');
  expect(refused).toThrow('ssh -L 5001:127.0.0.1:5001');
});

const elsewhere = {
  hostName: 'never-this-machine',
  dataRoot: '',
  imageStore: 'classic',
  operatingSystem: 'Debian',
  rootless: false,
  runtimes: [],
  cpus: 2,
} as const;

test('isolation is refused where the network is not of this machine', () => {
  expect(whyNotIsolatedOn(elsewhere, 'tcp://build-host:2376')).toContain('tcp://build-host:2376');
  expect(whyNotIsolatedOn(elsewhere, 'unix:///x.sock')).toContain('never-this-machine');
  expect(whyNotIsolatedOn({ ...elsewhere, rootless: true }, 'unix:///x.sock')).toContain(
    'rootless',
  );
  const desktop = { ...elsewhere, operatingSystem: 'Docker Desktop 4.30' };
  expect(whyNotIsolatedOn(desktop, 'unix:///x.sock')).toContain('Docker Desktop');
});

test('of another machine it is not known whether it has a GPU', () => {
  expect(whyNoGpuIn(elsewhere)).toBeUndefined();
});
