import type { Attest } from './attestation.ts';
import type { Found } from './found.ts';

/** A request that a pipeline answers with a token that says who the job is. */
export type IdTokenRequest = { readonly url: string; readonly bearer: string };

/** Who logs in to Azure, and how it is proved; values are plain text here. */
export type AzureIdentity =
  | {
      readonly kind: 'secret';
      readonly tenantId: string;
      readonly clientId: string;
      readonly secret: string;
    }
  /** A PEM text with certificate and private key. */
  | {
      readonly kind: 'certificate';
      readonly tenantId: string;
      readonly clientId: string;
      readonly certificate: string;
    }
  /** `idToken` where the pipeline has brought one along; else one is asked for. */
  | {
      readonly kind: 'federated';
      readonly tenantId: string;
      readonly clientId: string;
      readonly idToken?: string;
      readonly request?: IdTokenRequest;
    }
  | { readonly kind: 'managed'; readonly tenantId: string; readonly clientId?: string };

/** A machine learning workspace that a connection is for. */
export type WorkspaceScope = {
  readonly subscriptionId: string;
  readonly resourceGroup: string | undefined;
  readonly workspace: string;
};

/** What a service connection is good for. */
export type Connection =
  | {
      readonly kind: 'password';
      /** Host, or the URL that the connection has. */
      readonly registry: string;
      readonly username: string;
      readonly password: string;
    }
  | {
      readonly kind: 'azure';
      readonly identity: AzureIdentity;
      /** The one registry it is for; undefined for any that the identity may use. */
      readonly registry?: string;
      /** `https://login.microsoftonline.com/` as the connection has it. */
      readonly authorityHost?: string;
      /** The machine learning workspace it is limited to. */
      readonly scope?: WorkspaceScope;
    }
  | { readonly kind: 'token'; readonly token: string };

export type ConnectionType = 'dockerregistry' | 'AzureRM' | 'github' | 'generic';

/** A model registry, as a service connection of the extension's own type has it. */
export type ModelRegistryConnection = {
  /** `HOST` or `HOST:PORT`. */
  readonly host: string;
  /** Path of the models below the host; '' for none. */
  readonly prefix: string;
  readonly login:
    | { readonly kind: 'none' }
    | { readonly kind: 'password'; readonly username: string; readonly password: string }
    | { readonly kind: 'token'; readonly token: string };
};

/** A file of the project's library that this job may fetch. */
export type SecureFile = { readonly name: string; readonly request: IdTokenRequest };

/** What a pipeline knows of the job's own logins. */
export type JobIdentity =
  | {
      readonly kind: 'github';
      /** Whoever started the run. */
      readonly actor: string;
      /** Registry of the packages of this server: `ghcr.io`. */
      readonly packagesHost: string;
      /** Absent without the permission `id-token: write`. */
      readonly request: IdTokenRequest | undefined;
      /** What signs, or why this job cannot. */
      readonly attestations: Found<Attest>;
    }
  | {
      readonly kind: 'azure-pipelines';
      connection(id: string, type: ConnectionType): Promise<Found<Connection>>;
      secureFile(id: string): Promise<Found<SecureFile>>;
      modelRegistry(id: string): Promise<Found<ModelRegistryConnection>>;
    };
