import { endpointOf } from './azure-endpoint.ts';
import type { Endpoint } from './azure-endpoint.ts';
import type { Environment } from './host.ts';
import type { Connection, ConnectionType, Found, JobIdentity } from './job-identity.ts';
import { readAzureIdentity } from './azure-identity.ts';
import { readModelRegistry } from './azure-model-registry.ts';
import { collectionRequest } from './azure-requests.ts';

/**
 * Connections and secure files of a task, from the agent's variables (`ENDPOINT_…`, `SECUREFILE_…`,
 * `SYSTEM_…`) as they were before azure-pipelines-task-lib took them away: its own readers print
 * each value to a debug log, where nothing is masked yet.
 */
export function azureIdentity(environment: Environment): JobIdentity {
  return {
    kind: 'azure-pipelines',
    connection(id, type) {
      const endpoint = endpointOf(environment, id);
      return 'fault' in endpoint ? endpoint : readers[type](endpoint.value, environment);
    },
    modelRegistry: (id) => readModelRegistry(environment, id),
    secureFile(id) {
      const ticket = environment[`SECUREFILE_TICKET_${id}`] ?? '';
      const name = environment[`SECUREFILE_NAME_${id}`] ?? id;
      if (ticket === '') {
        return {
          fault: `the job has no secure file ${id}; check the name, and let the pipeline use it`,
        };
      }
      const path = `_apis/distributedtask/securefiles/${encodeURIComponent(id)}`;
      const query = { ticket, download: 'true', 'api-version': '7.1-preview.1' };
      const request = collectionRequest(environment, path, query);
      return 'fault' in request ? request : { value: { name, request: request.value } };
    },
  };
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
