import { Secret } from '@package-model/core/secret';
import * as z from 'zod/mini';
import { ask, jsonOf } from './ask.ts';
import type { AskDeps } from './ask.ts';
import { IdentityError } from './errors.ts';

/** Where a pipeline gives a token that says who the job is, and what allows to ask. */
export type IdTokenRequest = { readonly url: string; readonly bearer: Secret };

const githubAnswer = z.object({ value: z.string().check(z.minLength(1)) });
const azureAnswer = z.object({ oidcToken: z.string().check(z.minLength(1)) });

/**
 * The id token of a GitHub job for an audience. It lives for minutes: ask right before it is used.
 * NO_ID_TOKEN where the runner refuses.
 */
export async function githubIdToken(
  request: IdTokenRequest,
  audience: string,
  deps: AskDeps,
): Promise<Secret> {
  const url = new URL(request.url);
  url.searchParams.set('audience', audience);
  const headers = { ...bearer(request), accept: 'application/json' };
  const { status, body } = await ask({ method: 'GET', url, headers }, deps);
  const answer = githubAnswer.safeParse(jsonOf(body));
  if (status === 200 && answer.success) return new Secret(answer.data.value);
  throw new IdentityError(
    'NO_ID_TOKEN',
    `GitHub gave the job no id token (status ${status}); the job needs the permission id-token: write`,
  );
}

/** The id token of an Azure Pipelines job for one service connection; short-lived as well. */
export async function azureIdToken(request: IdTokenRequest, deps: AskDeps): Promise<Secret> {
  const url = new URL(request.url);
  const headers = {
    ...bearer(request),
    accept: 'application/json',
    'content-type': 'application/json',
  };
  const { status, body } = await ask({ method: 'POST', url, headers, body: '{}' }, deps);
  const answer = azureAnswer.safeParse(jsonOf(body));
  if (status === 200 && answer.success) return new Secret(answer.data.oidcToken);
  throw new IdentityError(
    'NO_ID_TOKEN',
    `Azure Pipelines gave the job no id token (status ${status}); let the pipeline use the service connection`,
  );
}

function bearer({ bearer: token }: IdTokenRequest) {
  return { authorization: `Bearer ${token.reveal()}` };
}
