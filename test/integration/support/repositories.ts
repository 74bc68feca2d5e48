import { systemClock } from '@package-model/core/clock';
import type { Clock } from '@package-model/core/clock';
import { createHttp } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import type { Log } from '@package-model/core/log';
import { createRepositories } from '@package-model/core/oci/open-repository';
import type { Repositories } from '@package-model/core/oci/open-repository';
import type { Location } from '@package-model/core/oci/reference';
import type { Credential } from '@package-model/core/oci/registry/docker-config';
import type { Repository } from '@package-model/core/oci/repository';
import { Secret } from '@package-model/core/secret';

export type OpenOptions = {
  readonly credential?: Credential;
  readonly log?: Log;
  readonly clock?: Clock;
};

/** Repositories over real http, as the steps open them; `close` ends the kept connections. */
export function openRepositories(
  options: OpenOptions = {},
): Repositories & { readonly close: () => void } {
  const http = createHttp({ userAgent: 'package-model-test', idleTimeoutMs: 20_000 });
  const repositories = createRepositories({
    http,
    clock: options.clock ?? systemClock,
    log: options.log ?? silentLog,
    workingDirectory: '/',
    credential: async () => options.credential ?? { kind: 'anonymous' },
  });
  return { ...repositories, close: () => http.close() };
}

/** A repository on a registry of this machine. */
export function registryRepository(
  host: string,
  repository: string,
  options: OpenOptions = {},
): Repository {
  const location: Location = { kind: 'registry', host, repository };
  return openRepositories(options).open(location);
}

/** A layout folder as a repository. */
export function layoutRepository(path: string): Repository {
  return openRepositories().open({ kind: 'layout', path });
}

/** A login with user and password. */
export function basicLogin(username: string, password: string): Credential {
  return { kind: 'basic', username, password: new Secret(password) };
}

/** A real clock that waits a hundredth of what is asked: retries stay real, tests stay short. */
export const hastyClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(Math.ceil(ms / 100), signal),
};
