import type { DockerCli } from './docker-cli.ts';
import { call, expect, failed } from './docker-cli.ts';
import type { EngineNetworks, NetworkRequest } from './engine.ts';

const staleAfter = '24h';
const staleLabel = 'package-model.isolated';

/** Isolated networks by the command line. */
export function dockerNetworks(
  cli: DockerCli,
): Pick<EngineNetworks, 'createIsolatedNetwork' | 'removeNetwork'> {
  return {
    createIsolatedNetwork: (network, signal) => create(cli, network, signal),
    async removeNetwork(name, signal) {
      const result = await call(cli, ['network', 'rm', name], { signal });
      if (result.exitCode === 0 || /no such network|network (\S+ )?not found/i.test(result.stderr))
        return;
      throw failed(`the network ${name} cannot be removed`, result);
    },
  };
}

async function create(
  cli: DockerCli,
  { name, labels }: NetworkRequest,
  signal: AbortSignal,
): Promise<void> {
  // What a killed run has left behind, if nothing uses it: engines have room for some 30 networks.
  const filters = [`--filter=label=${staleLabel}`, `--filter=until=${staleAfter}`];
  await call(cli, ['network', 'prune', '--force', ...filters], { signal });
  const marked = Object.entries({ ...labels, [staleLabel]: 'true' });
  const args = marked.map(([key, value]) => `--label=${key}=${value}`);
  const what = 'a network without a way out cannot be made';
  await expect(cli, what, ['network', 'create', '--internal', ...args, name], { signal });
}
