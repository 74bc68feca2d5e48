import type { Endpoint } from './endpoint.ts';
import { collectionRequest, jobPath } from './requests.ts';
import type { Environment } from '../host.ts';
import type { Found } from '../found.ts';
import type { AzureIdentity } from '../job-identity.ts';

/** How the identity of a service connection to Azure is proved, by its scheme. */
export function readAzureIdentity(
  endpoint: Endpoint,
  environment: Environment,
): Found<AzureIdentity> {
  const { scheme, parameter, data } = endpoint;
  const tenantId = parameter('tenantid');
  const clientId = parameter('serviceprincipalid');
  if (scheme === 'ManagedServiceIdentity') {
    const own = data('msiclientId');
    return { value: { kind: 'managed', tenantId, ...(own !== '' && { clientId: own }) } };
  }
  if (scheme !== 'ServicePrincipal' && scheme !== 'WorkloadIdentityFederation') {
    return {
      fault: `the connection has the scheme ${scheme || 'unknown'}; ServicePrincipal, WorkloadIdentityFederation and ManagedServiceIdentity are known`,
    };
  }
  if (tenantId === '' || clientId === '') {
    return { fault: 'the connection names no tenant or no application; save it again' };
  }
  const who = { tenantId, clientId };
  if (scheme === 'WorkloadIdentityFederation') return federated(endpoint, who, environment);
  const isCertificate = parameter('authenticationType') === 'spnCertificate';
  const certificate = parameter('servicePrincipalCertificate');
  if (isCertificate && certificate !== '') {
    return { value: { kind: 'certificate', ...who, certificate } };
  }
  const secret = parameter('serviceprincipalkey');
  if (!isCertificate && secret !== '') return { value: { kind: 'secret', ...who, secret } };
  const what = isCertificate ? 'certificate' : 'key';
  return { fault: `the connection holds no ${what}; renew it there, or use a federated one` };
}

function federated(
  { id, parameter }: Endpoint,
  who: { readonly tenantId: string; readonly clientId: string },
  environment: Environment,
): Found<AzureIdentity> {
  const idToken = parameter('idToken');
  if (idToken !== '') return { value: { kind: 'federated', ...who, idToken } };
  const query = { serviceConnectionId: id, 'api-version': '7.1-preview.1' };
  const path = jobPath(environment);
  if ('fault' in path) return path;
  const request = collectionRequest(environment, `${path.value}/oidctoken`, query);
  if ('fault' in request) return request;
  return { value: { kind: 'federated', ...who, request: request.value } };
}
