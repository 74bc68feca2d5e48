import { endpointOf } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import type { Environment } from '../host.ts';
import type { Found } from '../found.ts';
import type { Connection, ConnectionType } from '../job-identity.ts';
import { readAzureIdentity } from './identity.ts';

/** A service connection, from the agent's variables. */
export function readConnection(
  environment: Environment,
  id: string,
  type: ConnectionType,
): Found<Connection> {
  const endpoint = endpointOf(environment, id);
  return 'fault' in endpoint ? endpoint : readers[type](endpoint.value, environment);
}

type Read = (endpoint: Endpoint, environment: Environment) => Found<Connection>;

const readers: Readonly<Record<ConnectionType, Read>> = {
  dockerregistry: readDockerRegistry,
  AzureRM: readAzureRm,
  github: readGithub,
  generic: (endpoint) => readPassword(endpoint, endpoint.url),
};

function readDockerRegistry(endpoint: Endpoint, environment: Environment): Found<Connection> {
  const { parameter } = endpoint;
  if (endpoint.data('registrytype').toUpperCase() !== 'ACR') {
    return readPassword(endpoint, parameter('registry') || endpoint.url);
  }
  const registry = parameter('loginServer').toLowerCase();
  if (registry === '') return { fault: 'the connection names no login server; save it again' };
  const scheme = endpoint.scheme || parameter('scheme') || 'ServicePrincipal';
  if (scheme === 'ServicePrincipal') {
    const [username, password] = [
      parameter('serviceprincipalid'),
      parameter('serviceprincipalkey'),
    ];
    if (username !== '' && password !== '') {
      return { value: { kind: 'password', registry, username, password } };
    }
  }
  const identity = readAzureIdentity({ ...endpoint, scheme }, environment);
  if ('fault' in identity) return identity;
  return { value: { kind: 'azure', identity: identity.value, registry, ...authority(endpoint) } };
}

function readAzureRm(endpoint: Endpoint, environment: Environment): Found<Connection> {
  const { data } = endpoint;
  const identity = readAzureIdentity(endpoint, environment);
  if ('fault' in identity) return identity;
  const workspace = data('mlWorkspaceName');
  const scope = {
    subscriptionId: data('subscriptionid'),
    resourceGroup: data('resourceGroupName') || undefined,
    workspace,
  };
  const isWorkspace = data('scopeLevel') === 'AzureMLWorkspace' && workspace !== '';
  return {
    value: {
      kind: 'azure',
      identity: identity.value,
      ...authority(endpoint),
      ...(isWorkspace && { scope }),
    },
  };
}

function authority({ data }: Endpoint): { readonly authorityHost?: string } {
  const authorityHost = data('environmentAuthorityUrl');
  return authorityHost === '' ? {} : { authorityHost };
}

function readGithub({ scheme, parameter }: Endpoint): Found<Connection> {
  const token = parameter('accessToken');
  if (token !== '') return { value: { kind: 'token', token } };
  return {
    fault: `a GitHub connection with the scheme ${scheme || 'unknown'} has no token for packages; make one with a personal access token`,
  };
}

function readPassword({ scheme, parameter }: Endpoint, registry: string): Found<Connection> {
  const [username, password] = [parameter('username'), parameter('password')];
  if (registry !== '' && username !== '' && password !== '') {
    return { value: { kind: 'password', registry, username, password } };
  }
  return {
    fault: `the connection (scheme ${scheme || 'unknown'}) lacks a registry, a user name or a password; give it all three`,
  };
}
