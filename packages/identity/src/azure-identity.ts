import type { Secret } from '@package-model/core/secret';

/** Who logs in to Azure, and how it is proved. */
export type AzureIdentity =
  | { readonly kind: 'secret'; readonly who: Application; readonly secret: Secret }
  /** A PEM text with certificate and private key. */
  | { readonly kind: 'certificate'; readonly who: Application; readonly certificate: Secret }
  /** A token of the pipeline stands in for a secret: asked for anew each time, never kept. */
  | {
      readonly kind: 'federated';
      readonly who: Application;
      readonly idToken: (audience: string) => Promise<Secret>;
    }
  | { readonly kind: 'managed'; readonly clientId?: string };

export type Application = { readonly tenantId: string; readonly clientId: string };
