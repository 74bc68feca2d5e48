import type { Host } from '@package-model/host/host';
import type { LoginRequest } from './login-request.ts';
import type { StepContext } from '../step.ts';

/** Does the work with the logins that the inputs ask for; they are gone when it ends. */
export async function withLogins<T>(
  request: LoginRequest | undefined,
  { host, context }: { readonly host: Pick<Host, 'identity'>; readonly context: StepContext },
  work: (context: StepContext) => Promise<T>,
): Promise<T> {
  const { identity } = host;
  if (request === undefined || identity === undefined) return work(context);
  if (!isAskedFor(request) && !needsPackagesToken(request, identity)) return work(context);
  const { openLogins } = await import('./open-logins.ts');
  return openLogins({ request, identity }, context, work);
}

/** An input was given; the job's own token is there unasked. */
function isAskedFor({ values }: LoginRequest): boolean {
  return [
    values['registry-auth'],
    values['azure-client-id'],
    values['azure-tenant-id'],
    values['container-registry'],
    values['base-container-registry'],
    values['azure-subscription'],
    values['github-connection'],
    values['registry-connection'],
    values['ca-certificates-file'],
  ].some((value) => value !== undefined);
}

function needsPackagesToken(
  { values, registries }: LoginRequest,
  identity: NonNullable<Host['identity']>,
): boolean {
  if (identity.kind !== 'github' || values['github-token'] === undefined) return false;
  return registries.includes(identity.packagesHost);
}
