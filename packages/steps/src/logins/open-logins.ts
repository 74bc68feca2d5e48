import { InputError, refuse } from '@package-model/core/errors';
import type { Fault } from '@package-model/core/errors';
import { withPrivateFolder } from '@package-model/core/engine/private-folder';
import { findCredential } from '@package-model/core/oci/registry/docker-config';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import type { JobIdentity } from '@package-model/host/job-identity';
import { isAzureRegistry } from '@package-model/identity/azure-cloud';
import { githubAzureIdentity, logInToAzure } from './azure-logins.ts';
import type { AzureLogin } from './azure-logins.ts';
import { readConnections } from './connection-logins.ts';
import type { LoginRequest } from './login-request.ts';
import { hideLogin } from './hide-login.ts';
import { openHttp } from '../open-http.ts';
import { readRegistryAuth } from './registry-auth.ts';
import { runWithLogins } from '../run-with-logins.ts';
import { certificatesOf } from './secure-certificates.ts';
import type { StepContext } from '../step.ts';

const IDLE_TIMEOUT_MS = 60_000;

type Asked = { readonly request: LoginRequest; readonly identity: JobIdentity };

/**
 * Makes the logins that the inputs ask for and does the work with them. Docker and this tool find
 * them in a docker configuration of this run, in a folder that only this user can read; it is gone
 * afterwards. Nothing is asked of anyone before all inputs are known to be good.
 */
export async function openLogins<T>(
  asked: Asked,
  context: StepContext,
  work: (context: StepContext) => Promise<T>,
): Promise<T> {
  const wanted = await readAll(asked, context);
  return withPrivateFolder(context.settings.temporaryDirectory, async (folder) => {
    const certified = await certificatesOf(asked, folder, context);
    const logins = await logIn(asked, wanted, certified);
    for (const login of logins) hideLogin(login, context);
    if (logins.length === 0) return work(certified);
    return work({ ...certified, ...(await runWithLogins(logins, folder, certified)) });
  });
}

type Wanted = { readonly logins: readonly BaseLogin[]; readonly azure: readonly AzureLogin[] };

/** What the inputs say; BAD_INPUT with every fault. */
async function readAll({ request, identity }: Asked, context: StepContext): Promise<Wanted> {
  const { values } = request;
  const faults: Fault[] = [];
  const given = collect(faults, () =>
    values['registry-auth'] === undefined
      ? []
      : readRegistryAuth(values['registry-auth'], context.spell('registry-auth')),
  );
  const connections = await readConnections(request, identity);
  const own = readGithubIdentity(request, identity);
  faults.push(...connections.faults, ...own.faults);
  refuse('BAD_INPUT', faults);
  return {
    logins: [...(given ?? []), ...connections.logins],
    azure: [...connections.azure, ...own.azure],
  };
}

function collect<R>(faults: Fault[], read: () => R): R | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}

function readGithubIdentity(
  { values, registries }: LoginRequest,
  identity: JobIdentity,
): { readonly azure: readonly AzureLogin[]; readonly faults: readonly Fault[] } {
  const { 'azure-client-id': clientId, 'azure-tenant-id': tenantId } = values;
  if (identity.kind !== 'github' || (clientId === undefined && tenantId === undefined)) {
    return { azure: [], faults: [] };
  }
  const fault = (key: string, message: string) => ({
    azure: [],
    faults: [{ message, place: { key } }],
  });
  if (tenantId === undefined) return fault('azure-tenant-id', 'is needed with azure-client-id');
  if (clientId === undefined) return fault('azure-client-id', 'is needed with azure-tenant-id');
  const { request } = identity;
  if (request === undefined) {
    return fault(
      'azure-client-id',
      'the job can have no id token: give it the permission id-token: write (a run for a pull request from a fork never gets it)',
    );
  }
  const named = [...registries.filter(isAzureRegistry), ...(values['azure-registries'] ?? [])];
  const authorityHost = values['azure-authority-host'];
  const login = {
    input: 'azure-client-id',
    ...githubAzureIdentity({ clientId, tenantId }, request),
    registries: [...new Set(named)],
    ...(authorityHost !== undefined && { authorityHost }),
  };
  return { azure: [login], faults: [] };
}

/** One login for each host: those of the inputs, then those of Azure, then the job's own token. */
async function logIn(
  { request, identity }: Asked,
  wanted: Wanted,
  context: StepContext,
): Promise<readonly BaseLogin[]> {
  const byHost = new Map<string, BaseLogin>();
  for (const login of wanted.logins) {
    if (!byHost.has(login.address)) byHost.set(login.address, login);
  }
  const http = await openHttp(request.values['ca-certificates'], IDLE_TIMEOUT_MS, context);
  try {
    for (const login of wanted.azure) {
      const registries = login.registries.filter((registry) => !byHost.has(registry));
      for (const found of await logInToAzure({ ...login, registries }, http, context)) {
        byHost.set(found.address, found);
      }
    }
  } finally {
    http.close();
  }
  const own = await packagesLogin({ request, identity }, byHost, context);
  return own === undefined ? [...byHost.values()] : [...byHost.values(), own];
}

/** The job's token, for the packages of its own server alone, where docker knows no login. */
async function packagesLogin(
  { request, identity }: Asked,
  others: ReadonlyMap<string, BaseLogin>,
  { settings, run, signal }: StepContext,
): Promise<BaseLogin | undefined> {
  const password = request.values['github-token'];
  if (identity.kind !== 'github' || password === undefined) return undefined;
  const { actor: username, packagesHost: address } = identity;
  if (!request.registries.includes(address) || others.has(address)) return undefined;
  const found = await findCredential(settings.dockerConfigDirectory, address, { run, signal });
  return found.kind === 'anonymous' ? { address, username, password } : undefined;
}
