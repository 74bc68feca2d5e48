import { dockerNetworks } from '@package-model/core/engine/docker-networks';
import { createPipe } from '@package-model/core/process/spawn';
import { expect, test } from 'vitest';

const { signal } = new AbortController();

function networksThatSay(stderr: string) {
  const run = { run: async () => ({ exitCode: 1, stdout: '', stderr }) };
  return dockerNetworks({ name: 'docker', program: 'docker', run, pipe: createPipe({}) });
}

test.each([
  'Error: No such network: isolated',
  'Error response from daemon: network isolated not found\nexit status 1',
  'Error: unable to find network with name or ID isolated: network not found',
])('a network that is gone already is removed: %s', async (said) => {
  await expect(networksThatSay(said).removeNetwork('isolated', signal)).resolves.toBeUndefined();
});

test('a network that is in use is told', async () => {
  const networks = networksThatSay('error while removing network: network has active endpoints');
  await expect(networks.removeNetwork('isolated', signal)).rejects.toThrow('active endpoints');
});
