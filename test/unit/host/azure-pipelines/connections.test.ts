import { readConnection } from '@package-model/host/azure-pipelines/connections';
import { readSecureFile } from '@package-model/host/azure-pipelines/secure-file';
import type { ConnectionType } from '@package-model/host/job-identity';
import { describe, expect, test } from 'vitest';

const id = '0f0e0d0c-0000-4000-8000-000000000001';
const who = { TENANTID: 'tenant', SERVICEPRINCIPALID: 'app' };
const job = {
  SYSTEM_COLLECTIONURI: 'https://dev.azure.com/org/',
  SYSTEM_TEAMPROJECTID: 'project',
  SYSTEM_HOSTTYPE: 'build',
  SYSTEM_PLANID: 'plan',
  SYSTEM_JOBID: 'job',
  ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: 'own-token',
};

type Variables = {
  readonly scheme?: string;
  readonly url?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
};

function read(type: ConnectionType, { scheme, url, parameters = {}, data = {} }: Variables) {
  const named = (prefix: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => [`${prefix}_${id}_${name}`, value]);
  const variables = {
    ...job,
    [`ENDPOINT_URL_${id}`]: url ?? 'https://management.azure.com/',
    [`ENDPOINT_AUTH_SCHEME_${id}`]: scheme ?? '',
    ...Object.fromEntries(named('ENDPOINT_AUTH_PARAMETER', parameters)),
    ...Object.fromEntries(named('ENDPOINT_DATA', data)),
  };
  return readConnection(variables, id, type);
}

describe('a docker registry connection', () => {
  test('of any registry is a login', () => {
    const parameters = { REGISTRY: 'https://index.docker.io/v1/', USERNAME: 'me', PASSWORD: 'p' };
    const data = { REGISTRYTYPE: 'DockerHub' };
    expect(read('dockerregistry', { scheme: 'UsernamePassword', parameters, data })).toEqual({
      value: {
        kind: 'password',
        registry: 'https://index.docker.io/v1/',
        username: 'me',
        password: 'p',
      },
    });
  });

  const acr = { LOGINSERVER: 'Models.azurecr.io', ...who };
  const data = { REGISTRYTYPE: 'ACR' };

  test('of an Azure registry with a service principal is one too, also without a scheme', () => {
    const parameters = { ...acr, SERVICEPRINCIPALKEY: 'key' };
    const wanted = { kind: 'password', registry: 'models.azurecr.io', username: 'app' };
    for (const scheme of ['ServicePrincipal', '']) {
      const found = read('dockerregistry', { scheme, parameters, data });
      expect(found).toMatchObject({ value: { ...wanted, password: 'key' } });
    }
  });

  test('that is federated asks the agent with its own id, for its registry alone', () => {
    const scheme = 'WorkloadIdentityFederation';
    const found = read('dockerregistry', { scheme, parameters: acr, data });
    const url = `https://dev.azure.com/org/project/_apis/distributedtask/hubs/build/plans/plan/jobs/job/oidctoken?serviceConnectionId=${id}&api-version=7.1-preview.1`;
    expect(found).toMatchObject({
      value: {
        kind: 'azure',
        registry: 'models.azurecr.io',
        identity: { kind: 'federated', request: { url, bearer: 'own-token' } },
      },
    });
  });

  test('that lacks a password says so', () => {
    const parameters = { REGISTRY: 'r.example.com', USERNAME: 'me' };
    expect(read('dockerregistry', { scheme: 'UsernamePassword', parameters })).toEqual({
      fault: expect.stringContaining('lacks a registry, a user name or a password'),
    });
  });
});

describe('an Azure Resource Manager connection', () => {
  test('has a secret, or a certificate', () => {
    const scheme = 'ServicePrincipal';
    const key = { ...who, AUTHENTICATIONTYPE: 'spnKey', SERVICEPRINCIPALKEY: 'key' };
    expect(read('AzureRM', { scheme, parameters: key })).toMatchObject({
      value: { identity: { kind: 'secret', tenantId: 'tenant', clientId: 'app', secret: 'key' } },
    });
    const pem = {
      ...who,
      AUTHENTICATIONTYPE: 'spnCertificate',
      SERVICEPRINCIPALCERTIFICATE: 'pem',
    };
    expect(read('AzureRM', { scheme, parameters: pem })).toMatchObject({
      value: { identity: { kind: 'certificate', certificate: 'pem' } },
    });
  });

  test('that is federated takes the id token that came along', () => {
    const parameters = { ...who, IDTOKEN: 'late' };
    const found = read('AzureRM', { scheme: 'WorkloadIdentityFederation', parameters });
    expect(found).toMatchObject({ value: { identity: { kind: 'federated', idToken: 'late' } } });
    expect(JSON.stringify(found)).not.toContain('own-token');
  });

  test('of a managed identity needs nothing more', () => {
    expect(read('AzureRM', { scheme: 'ManagedServiceIdentity' })).toMatchObject({
      value: { identity: { kind: 'managed' } },
    });
  });

  test('of a machine learning workspace keeps which one', () => {
    const data = {
      SCOPELEVEL: 'AzureMLWorkspace',
      MLWORKSPACENAME: 'ml',
      RESOURCEGROUPNAME: 'group',
      SUBSCRIPTIONID: 'subscription',
      ENVIRONMENTAUTHORITYURL: 'https://login.microsoftonline.us/',
    };
    expect(read('AzureRM', { scheme: 'ManagedServiceIdentity', data })).toMatchObject({
      value: {
        authorityHost: 'https://login.microsoftonline.us/',
        scope: { subscriptionId: 'subscription', resourceGroup: 'group', workspace: 'ml' },
      },
    });
  });

  test.each([
    ['a scheme that is not known', { scheme: 'PublishProfile' }, 'has the scheme PublishProfile'],
    ['no application', { scheme: 'ServicePrincipal' }, 'names no tenant or no application'],
    ['no key', { scheme: 'ServicePrincipal', parameters: who }, 'holds no key'],
  ])('with %s is a fault', (_, variables, said) => {
    expect(read('AzureRM', variables)).toEqual({ fault: expect.stringContaining(said) });
  });
});

test('a GitHub connection gives a token, and says when it has none', () => {
  const parameters = { ACCESSTOKEN: 'token' };
  expect(read('github', { scheme: 'PersonalAccessToken', parameters })).toEqual({
    value: { kind: 'token', token: 'token' },
  });
  expect(read('github', { scheme: 'InstallationToken' })).toEqual({
    fault: expect.stringContaining('InstallationToken has no token for packages'),
  });
});

test('a generic connection is a login to the host of its address', () => {
  const parameters = { USERNAME: 'me', PASSWORD: 'p' };
  const url = 'https://registry.example.com/';
  expect(read('generic', { scheme: 'UsernamePassword', url, parameters })).toMatchObject({
    value: { registry: url, username: 'me' },
  });
});

test('a connection and a secure file that the job does not have are faults with what to do', () => {
  const rest = 'check the name, and let the pipeline use it';
  expect(readConnection(job, 'none', 'generic')).toEqual({
    fault: `the job has no service connection none; ${rest}`,
  });
  expect(readSecureFile(job, 'none')).toEqual({
    fault: `the job has no secure file none; ${rest}`,
  });
});
