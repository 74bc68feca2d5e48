import type { Fault } from '@package-model/core/errors';
import { Secret } from '@package-model/core/secret';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import type { Connection, ConnectionType, JobIdentity } from '@package-model/host/job-identity';
import { isAzureRegistry } from '@package-model/identity/azure-cloud';
import type { AzureLogin } from './azure-logins.ts';
import { wrapIdentity } from './azure-logins.ts';
import type { LoginRequest } from './login-request.ts';
import { hostOf } from './registry-auth.ts';

/** Inputs that name a service connection, the one that wins first. */
const connectionInputs = [
  ['container-registry', 'dockerregistry'],
  ['base-container-registry', 'dockerregistry'],
  ['registry-connection', 'generic'],
  ['azure-subscription', 'AzureRM'],
  ['github-connection', 'github'],
] as const satisfies readonly (readonly [keyof LoginRequest['values'], ConnectionType])[];

type ConnectionInput = (typeof connectionInputs)[number][0];

/** What connections give: logins as they are, and identities that Azure has to be asked with. */
export type ConnectionLogins = {
  readonly logins: readonly BaseLogin[];
  readonly azure: readonly AzureLogin[];
  readonly faults: readonly Fault[];
};

/** Reads the service connections that the inputs name; each fault names its input. */
export async function readConnections(
  { values, registries }: LoginRequest,
  identity: JobIdentity,
): Promise<ConnectionLogins> {
  const logins: BaseLogin[] = [];
  const azure: AzureLogin[] = [];
  const faults: Fault[] = [];
  for (const [input, type] of connectionInputs) {
    const id = values[input];
    if (id === undefined || identity.kind !== 'azure-pipelines') continue;
    const found = await identity.connection(id, type);
    if ('fault' in found) faults.push({ message: found.fault, place: { key: input } });
    else if (found.value.kind === 'azure') {
      azure.push(azureLogin(input, found.value, { values, registries }));
    } else logins.push(loginOf(found.value));
  }
  return { logins, azure, faults };
}

function loginOf(connection: Exclude<Connection, { readonly kind: 'azure' }>): BaseLogin {
  if (connection.kind === 'token') {
    // GitHub takes any user name with a token.
    const password = new Secret(connection.token);
    return { address: 'ghcr.io', username: 'x-access-token', password };
  }
  const { registry, username, password } = connection;
  return { address: hostOf(registry), username, password: new Secret(password) };
}

function azureLogin(
  input: ConnectionInput,
  connection: Extract<Connection, { readonly kind: 'azure' }>,
  { values, registries }: LoginRequest,
): AzureLogin {
  const { identity, registry, authorityHost } = connection;
  const named = [...registries.filter(isAzureRegistry), ...(values['azure-registries'] ?? [])];
  return {
    input,
    ...wrapIdentity(identity),
    registries: registry === undefined ? [...new Set(named)] : [registry],
    ...(authorityHost !== undefined && { authorityHost }),
  };
}
