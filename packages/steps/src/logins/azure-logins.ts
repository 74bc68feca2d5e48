import { Secret } from '@package-model/core/secret';
import type { Http } from '@package-model/core/http/http';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import type * as host from '@package-model/host/job-identity';
import { cloudOf } from '@package-model/identity/azure-cloud';
import type { AzureCloud } from '@package-model/identity/azure-cloud';
import type { AzureIdentity } from '@package-model/identity/azure-identity';
import { azureToken } from '@package-model/identity/azure-token';
import { IdentityError } from '@package-model/identity/errors';
import { azureIdToken, githubIdToken } from '@package-model/identity/id-token';
import type { IdTokenRequest } from '@package-model/identity/id-token';
import { exchangeToken } from '@package-model/identity/registry-login';
import type { AskDeps } from '@package-model/identity/ask';
import type { StepContext } from '../step.ts';

/** An identity of Azure and the registries that it logs in to. */
export type AzureLogin = {
  /** The input that asks for it, for messages. */
  readonly input: string;
  readonly identity: (deps: IdentityDeps) => AzureIdentity;
  readonly tenantId: string;
  readonly registries: readonly string[];
  /** Instead of that of the registry's cloud. */
  readonly authorityHost?: string;
};

type Context = Pick<StepContext, 'clock' | 'signal' | 'hide' | 'log' | 'spell'>;
type IdentityDeps = AskDeps & Pick<Context, 'hide'>;

/** Logs in to each registry, with a new token of Microsoft Entra for each cloud. */
export async function logInToAzure(
  login: AzureLogin,
  http: Http,
  context: Context,
): Promise<readonly BaseLogin[]> {
  const { clock, signal, hide, log } = context;
  const deps = { http, clock, signal, hide };
  const byCloud = new Map<string, Secret>();
  const logins: BaseLogin[] = [];
  for (const registry of login.registries) {
    const cloud = { ...cloudOf(registry), ...authorityOf(login) };
    const access =
      byCloud.get(cloud.registryScope) ?? (await tokenFor(login, cloud, deps, context));
    byCloud.set(cloud.registryScope, access);
    const token = { access, tenantId: login.tenantId };
    const found = await named(login, context, () => exchangeToken(registry, token, deps));
    const { username, password } = found;
    hide(password);
    logins.push({ address: registry, username, password });
    log.info(`Logged in to ${registry} by ${context.spell(login.input)}.`);
  }
  return logins;
}

async function tokenFor(
  login: AzureLogin,
  cloud: AzureCloud,
  deps: IdentityDeps,
  context: Context,
): Promise<Secret> {
  const { http, signal, hide } = deps;
  const identity = login.identity(deps);
  const access = await named(login, context, () => azureToken(identity, { http, cloud, signal }));
  hide(access);
  return access;
}

/** Says which input is at fault. */
async function named<T>(
  { input }: AzureLogin,
  { spell }: Pick<Context, 'spell'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof IdentityError)) throw cause;
    throw new IdentityError(cause.code, `${spell(input)}: ${cause.message}`, { cause });
  }
}

/** `login.windows.net` is the former name of the public cloud's, in connections made long ago. */
function authorityOf({ authorityHost }: AzureLogin): Partial<AzureCloud> {
  if (authorityHost === undefined || !URL.canParse(authorityHost)) return {};
  const { origin, hostname } = new URL(authorityHost);
  return hostname === 'login.windows.net' ? {} : { authorityHost: origin };
}

/** The identity of a GitHub job. */
export function githubAzureIdentity(
  who: { readonly tenantId: string; readonly clientId: string },
  request: host.IdTokenRequest,
): Pick<AzureLogin, 'identity' | 'tenantId'> {
  return {
    tenantId: who.tenantId,
    identity: (deps) => ({
      kind: 'federated',
      who,
      idToken: async (audience) =>
        hidden(await githubIdToken(wrapRequest(request), audience, deps), deps),
    }),
  };
}

/** The identity of a service connection. */
export function wrapIdentity(found: host.AzureIdentity): Pick<AzureLogin, 'identity' | 'tenantId'> {
  const { tenantId } = found;
  return { tenantId, identity: (deps) => identityOf(found, deps) };
}

function identityOf(found: host.AzureIdentity, deps: IdentityDeps): AzureIdentity {
  if (found.kind === 'managed') {
    const { clientId } = found;
    return { kind: 'managed', ...(clientId !== undefined && { clientId }) };
  }
  const who = { tenantId: found.tenantId, clientId: found.clientId };
  switch (found.kind) {
    case 'secret':
      return { kind: 'secret', who, secret: hidden(new Secret(found.secret), deps) };
    case 'certificate': {
      const certificate = hidden(new Secret(found.certificate), deps);
      return { kind: 'certificate', who, certificate };
    }
    case 'federated':
      return { kind: 'federated', who, idToken: () => idTokenOf(found, deps) };
    default:
      return found satisfies never;
  }
}

async function idTokenOf(
  { idToken, request }: Extract<host.AzureIdentity, { readonly kind: 'federated' }>,
  deps: IdentityDeps,
): Promise<Secret> {
  if (idToken !== undefined) return hidden(new Secret(idToken), deps);
  if (request !== undefined) return hidden(await azureIdToken(wrapRequest(request), deps), deps);
  throw new IdentityError('NO_ID_TOKEN', 'the connection brings no id token and no way to ask');
}

/** The request with its token wrapped. */
export function wrapRequest({ url, bearer }: host.IdTokenRequest): IdTokenRequest {
  return { url, bearer: new Secret(bearer) };
}

function hidden(secret: Secret, { hide }: Pick<Context, 'hide'>): Secret {
  hide(secret);
  return secret;
}
