import { createHttp } from '@package-model/core/http/http';
import type { Http } from '@package-model/core/http/http';
import { createRepositories } from '@package-model/core/oci/open-repository';
import type { Repositories } from '@package-model/core/oci/open-repository';
import { findCredential } from '@package-model/core/oci/registry/docker-config';
import type { Credential } from '@package-model/core/oci/registry/docker-config';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import { hideLogin } from './logins/hide-login.ts';
import { openHttp } from './open-http.ts';
import type { StepContext } from './step.ts';

const IDLE_TIMEOUT_MS = 5 * 60_000;

/**
 * HTTP and the stores over it, with the certificates and proxies of this run. To be disposed of at
 * the end.
 */
export type Stores = Disposable & {
  readonly http: Http;
  /** To containers of the engine, which no proxy knows the way to. */
  readonly engineHttp: Http;
  readonly repositories: Repositories;
};

/** What a registry is logged in to with, instead of what docker knows. */
export type OwnLogin = { readonly address: string; readonly credential: Credential };

/** The same out of a user name and a password. */
export function ownLogin({ address, username, password }: BaseLogin): OwnLogin {
  return { address, credential: { kind: 'basic', username, password } };
}

/** Opens them; nothing is contacted before it is used. A login is for its own registry alone. */
export async function openStores(
  caCertificates: string | undefined,
  context: StepContext,
  login?: OwnLogin,
): Promise<Stores> {
  const { settings, clock, log, run } = context;
  const http = await openHttp(caCertificates, IDLE_TIMEOUT_MS, context);
  const engineHttp = createHttp({ userAgent: 'package-model', idleTimeoutMs: IDLE_TIMEOUT_MS });
  const repositories = createRepositories({
    http,
    clock,
    log,
    workingDirectory: settings.workingDirectory,
    async credential(host, signal) {
      const found =
        login?.address === host
          ? login.credential
          : await findCredential(settings.dockerConfigDirectory, host, { run, signal });
      hideCredential(found, context);
      return found;
    },
  });
  const close = (): void => [http, engineHttp].forEach((one) => one.close());
  return { http, engineHttp, repositories, [Symbol.dispose]: close };
}

function hideCredential(credential: Credential, context: Pick<StepContext, 'hide'>): void {
  if (credential.kind === 'basic') hideLogin(credential, context);
  else if (credential.kind !== 'anonymous') context.hide(credential.token);
}
