import { resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { LayoutRepository } from './layout/layout-repository.ts';
import type { Location } from './reference.ts';
import { formatLocation } from './reference.ts';
import { RegistryClient } from './registry/registry-client.ts';
import type { RegistryDeps } from './registry/registry-client.ts';
import { RegistryRepository } from './registry/registry-repository.ts';
import type { Repository } from './repository.ts';

/** Opens repositories; one client, and so one login, for each registry host. */
export interface Repositories {
  open(location: Location): Repository;
}

export type RepositoriesDeps = RegistryDeps & {
  readonly clock: Clock;
  readonly log: Log;
  /** Where relative layout paths start. */
  readonly workingDirectory: string;
};

/** Repositories over these dependencies; nothing is contacted before it is used. */
export function createRepositories(deps: RepositoriesDeps): Repositories {
  const clients = new Map<string, RegistryClient>();
  return {
    open(location) {
      if (location.kind === 'layout') {
        const folder = resolve(deps.workingDirectory, location.path);
        return new LayoutRepository({ name: formatLocation(location), folder }, deps.clock);
      }
      let client = clients.get(location.host);
      if (client === undefined) {
        client = new RegistryClient(location.host, deps);
        clients.set(location.host, client);
      }
      return new RegistryRepository(client, location.repository, deps.log);
    },
  };
}
