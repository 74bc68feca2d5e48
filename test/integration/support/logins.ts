import { expect } from 'vitest';
import { clientId, tenantId } from './azure-services.ts';
import type { AzureRegistry, Entra } from './azure-services.ts';
import { connectionVariables } from './azure-variables.ts';
import type { ServiceConnection } from './azure-variables.ts';
import { betrayedIn } from './betrayed.ts';

/** What a job asks for id tokens with. */
export const bearer = 'bearer-canary-9c1e77';
/** The id of the service connection. */
export const connection = 'cccccccc-0000-4000-8000-000000000001';

/** An Azure Resource Manager connection, with the rest of its login. */
export function azureConnection(
  authority: Entra,
  scheme: string,
  login: Readonly<Record<string, string>> = {},
): ServiceConnection {
  return {
    id: connection,
    url: 'https://management.azure.com/',
    scheme,
    parameters: { tenantid: tenantId, serviceprincipalid: clientId, ...login },
    data: { environmentAuthorityUrl: `${authority.origin}/` },
  };
}

/** The agent's variables of such a connection. */
export function connectionTo(...about: Parameters<typeof azureConnection>): Record<string, string> {
  return connectionVariables(azureConnection(...about));
}

/** The agent's variables of a Docker registry connection of the kind Azure Container Registry. */
export function registryConnectionTo(
  { host }: AzureRegistry,
  authority: Entra,
): Record<string, string> {
  return {
    ...connectionTo(authority, 'WorkloadIdentityFederation'),
    [`ENDPOINT_URL_${connection}`]: `https://${host}`,
    [`ENDPOINT_AUTH_PARAMETER_${connection}_LOGINSERVER`]: host,
    [`ENDPOINT_DATA_${connection}_REGISTRYTYPE`]: 'ACR',
  };
}

/** Lines of a log but those that ask for a mask. */
export function linesOf(raw: string): string {
  const isMask = (line: string): boolean => /^(::add-mask::|##vso\[task\.setsecret\])/.test(line);
  return raw
    .split('\n')
    .filter((line) => !isMask(line))
    .join('\n');
}

type Parties = { readonly entra: Entra; readonly registry: AzureRegistry };

/** The secrets that a run could betray, and logins as they travel. */
export function canariesOf({ entra, registry }: Parties): readonly string[] {
  const pairs = registry.given.map((token) =>
    Buffer.from(`00000000-0000-0000-0000-000000000000:${token}`).toString('base64'),
  );
  return [bearer, ...entra.shown, ...entra.given, ...registry.given, ...pairs];
}

/** Nothing of them stands in the log, the summary, the state or a file that was left in the folder. */
export async function expectNoTrace(
  ran: { readonly raw: string; readonly summary: string; readonly state?: string },
  { folder, ...parties }: Parties & { readonly folder: string },
): Promise<void> {
  const canaries = canariesOf(parties);
  const printed = linesOf(ran.raw) + ran.summary + (ran.state ?? '');
  for (const canary of ['canary', ...canaries]) expect(printed).not.toContain(canary);
  expect(await betrayedIn(folder, canaries)).toEqual([]);
}
