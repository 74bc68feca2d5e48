import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineSettings } from '@package-model/host/settings';
import { currentContextIn } from './docker-context.ts';
import { credentialsInText } from '../settings.ts';

/** A machine as someone sees it who is logged in nowhere. */
export type WithoutLogins = {
  readonly machine: MachineSettings;
  /** For the programs that are started. */
  readonly variables: Readonly<Record<string, string>>;
};

/**
 * The machine with a docker configuration of this run that has no logins, and package indexes only
 * where they need none. Engine contexts and plugins stay, as they say where the engine is.
 */
export async function withoutLogins(machine: MachineSettings): Promise<WithoutLogins> {
  const { dockerConfigDirectory: own, temporaryDirectory, network } = machine;
  const folder = join(temporaryDirectory, 'docker-without-logins');
  await mkdir(folder);
  const currentContext = await currentContextIn(own);
  await writeFile(join(folder, 'config.json'), JSON.stringify({ currentContext }));
  const empty = join(folder, 'auth.json');
  await writeFile(empty, '{}');
  for (const name of ['contexts', 'cli-plugins'])
    await symlink(join(own, name), join(folder, name), 'junction');
  return {
    machine: {
      ...machine,
      dockerConfigDirectory: folder,
      podmanAuthFile: empty,
      network: {
        ...network,
        pipIndexUrl: open(network.pipIndexUrl),
        pipExtraIndexUrl: open(network.pipExtraIndexUrl),
      },
    },
    variables: { DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: empty },
  };
}

/** The address, where it has no login. */
function open(address: string | undefined): string | undefined {
  return credentialsInText(address ?? '').length === 0 ? address : undefined;
}
