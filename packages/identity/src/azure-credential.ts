import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
} from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import type { Http } from '@package-model/core/http/http';
import type { AzureCloud } from './azure-cloud.ts';
import { azureHttpClient } from './azure-http-client.ts';
import type { AzureIdentity } from './azure-identity.ts';

export type CredentialDeps = { readonly http: Http; readonly cloud: AzureCloud };

/** The credential of an identity. This file alone loads @azure/identity: import it when needed. */
export function createCredential(identity: AzureIdentity, deps: CredentialDeps): TokenCredential {
  const { authorityHost, audience } = deps.cloud;
  const options = {
    authorityHost,
    httpClient: azureHttpClient(deps.http),
    // Whoever names the host trusts it; the list of known ones is on the public cloud's.
    disableInstanceDiscovery: true,
  };
  switch (identity.kind) {
    case 'secret': {
      const { tenantId, clientId } = identity.who;
      return new ClientSecretCredential(tenantId, clientId, identity.secret.reveal(), options);
    }
    case 'certificate': {
      const { tenantId, clientId } = identity.who;
      const certificate = identity.certificate.reveal();
      return new ClientCertificateCredential(tenantId, clientId, { certificate }, options);
    }
    case 'federated': {
      const { tenantId, clientId } = identity.who;
      const assertion = async () => (await identity.idToken(audience)).reveal();
      return new ClientAssertionCredential(tenantId, clientId, assertion, options);
    }
    case 'managed': {
      const { clientId } = identity;
      const { httpClient } = options;
      return new ManagedIdentityCredential({ httpClient, ...(clientId && { clientId }) });
    }
    default:
      return identity satisfies never;
  }
}
