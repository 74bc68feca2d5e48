import type { Secret } from '@package-model/core/secret';

/** Values of the inputs about logins; undefined for what was not given. */
export type LoginValues = {
  readonly 'registry-auth': Secret | undefined;
  readonly 'github-token': Secret | undefined;
  readonly 'azure-client-id': string | undefined;
  readonly 'azure-tenant-id': string | undefined;
  readonly 'azure-authority-host': string | undefined;
  readonly 'azure-registries': readonly string[] | undefined;
  readonly 'container-registry': string | undefined;
  readonly 'base-container-registry': string | undefined;
  readonly 'azure-subscription': string | undefined;
  readonly 'github-connection': string | undefined;
  readonly 'registry-connection': string | undefined;
  readonly 'ca-certificates': string | undefined;
  readonly 'ca-certificates-file': string | undefined;
};

/** The inputs about logins, and the registries that the others name. */
export type LoginRequest = {
  readonly values: LoginValues;
  /** Hosts, each once. */
  readonly registries: readonly string[];
};
