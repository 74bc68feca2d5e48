import { messageOf } from '@package-model/core/errors';
import type { Http } from '@package-model/core/http/http';
import { Secret } from '@package-model/core/secret';
import type { AzureCloud } from './azure-cloud.ts';
import type { AzureIdentity } from './azure-identity.ts';
import { IdentityError } from './errors.ts';

const LONGEST_REASON = 600;

export type TokenDeps = {
  readonly http: Http;
  readonly cloud: AzureCloud;
  readonly signal: AbortSignal;
};

/**
 * An access token of Microsoft Entra for registries. IDENTITY_REFUSED with Entra's own words; errors
 * of the pipeline's id token as they are.
 */
export async function azureToken(identity: AzureIdentity, deps: TokenDeps): Promise<Secret> {
  const { cloud, signal } = deps;
  const watched = watchIdToken(identity);
  try {
    const { createCredential } = await import('./azure-credential.ts');
    const credential = createCredential(watched.identity, deps);
    const found = await credential.getToken(cloud.registryScope, { abortSignal: signal });
    if (found !== null) return new Secret(found.token);
  } catch (cause) {
    signal.throwIfAborted();
    if (watched.failure() !== undefined) throw watched.failure();
    throw refused(identity, cloud, messageOf(cause));
  }
  throw refused(identity, cloud, 'no token came');
}

/**
 * Keeps what went wrong with the id token: the SDK would bury it in an error of its own. The SDK asks
 * twice for one request; the pipeline is asked once.
 */
function watchIdToken(identity: AzureIdentity): {
  readonly identity: AzureIdentity;
  readonly failure: () => unknown;
} {
  let failure: unknown;
  if (identity.kind !== 'federated') return { identity, failure: () => undefined };
  let asked: Promise<Secret> | undefined;
  const idToken = async (audience: string): Promise<Secret> => {
    try {
      asked ??= identity.idToken(audience);
      return await asked;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  return { identity: { ...identity, idToken }, failure: () => failure };
}

function refused(identity: AzureIdentity, cloud: AzureCloud, reason: string): IdentityError {
  const who =
    identity.kind === 'managed' ? 'The managed identity' : `Application ${identity.who.clientId}`;
  const where = new URL(cloud.authorityHost).host;
  const text = reason.replace(/\s+/g, ' ').trim().slice(0, LONGEST_REASON);
  return new IdentityError(
    'IDENTITY_REFUSED',
    `${who} got no token from ${where}: ${text}${remedyFor(text)}`,
  );
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/AADSTS700024/, 'the id token was too old; check the clock of the machine and run again'],
  [
    /AADSTS70021/,
    'no federated credential of the application fits this job: compare its issuer, subject and audience with those in the message',
  ],
  [/AADSTS70002(?:15|22)/, 'renew the secret of the application'],
  [/AADSTS(?:700016|90002)/, 'check client id and tenant'],
];

function remedyFor(text: string): string {
  const remedy = remedies.find(([pattern]) => pattern.test(text))?.[1];
  return remedy === undefined ? '' : ` — ${remedy}`;
}
