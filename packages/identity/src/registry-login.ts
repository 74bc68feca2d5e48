import { isLoopback } from '@package-model/core/oci/registry/loopback';
import { Secret } from '@package-model/core/secret';
import * as z from 'zod/mini';
import { ask, jsonOf } from './ask.ts';
import type { AskDeps } from './ask.ts';
import { IdentityError } from './errors.ts';

/** The user name that a token of an Azure registry goes with. */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';

const exchangeAnswer = z.object({ refresh_token: z.string().check(z.minLength(1)) });

/** A login as docker takes it. */
export type RegistryLogin = {
  readonly registry: string;
  readonly username: string;
  readonly password: Secret;
};

/**
 * Exchanges an access token of Microsoft Entra for a login to one Azure registry, good for three
 * hours. REGISTRY_REFUSED where the identity has no right there.
 */
export async function exchangeToken(
  registry: string,
  token: { readonly access: Secret; readonly tenantId: string },
  deps: AskDeps,
): Promise<RegistryLogin> {
  const url = new URL(`${isLoopback(registry) ? 'http' : 'https'}://${registry}/oauth2/exchange`);
  const form = new URLSearchParams({
    grant_type: 'access_token',
    service: registry,
    ...(token.tenantId !== '' && { tenant: token.tenantId }),
    access_token: token.access.reveal(),
  });
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const request = { method: 'POST', url, headers, body: form.toString() };
  const { status, body } = await ask(request, deps);
  const answer = exchangeAnswer.safeParse(jsonOf(body));
  if (status === 200 && answer.success) {
    const password = new Secret(answer.data.refresh_token);
    return { registry, username: TOKEN_USER, password };
  }
  throw new IdentityError('REGISTRY_REFUSED', `${registry} ${whyRefused(status)}`);
}

function whyRefused(status: number): string {
  if (status === 401 || status === 403) {
    return `does not let the identity in (status ${status}); give it the role AcrPush there, or AcrPull where it only reads`;
  }
  if (status === 404) return 'is no Azure container registry (status 404); check its name';
  return `gave no login for the identity's token (status ${status}); check that it is an Azure container registry`;
}
