import type { Attest } from '../attestation.ts';
import type { Environment } from '../host.ts';
import type { Found } from '../found.ts';
import type { IdTokenRequest } from '../job-identity.ts';

/**
 * GitHub's attestations for this job, or why it has none. What signs asks for the id token itself; it
 * is more than a megabyte, so it is loaded when something is to be signed.
 */
export function githubAttestations(
  environment: Environment,
  idToken: IdTokenRequest | undefined,
): Found<Attest> {
  const server = environment['GITHUB_SERVER_URL'] || 'https://github.com';
  if (!hasAttestations(server)) {
    return { fault: 'GitHub Enterprise Server has no attestations; leave it out on this server' };
  }
  if (idToken === undefined) {
    return {
      fault:
        'the job can have no identity to sign with; give it the permissions id-token: write and attestations: write',
    };
  }
  const proxy = environment['https_proxy'] || environment['HTTPS_PROXY'] || 'http://';
  if (!/^https?:\/\//i.test(proxy)) {
    return {
      fault: 'what signs takes no proxy without a scheme; write HTTPS_PROXY as http://HOST:PORT',
    };
  }
  return {
    value: async (statement, token) => {
      const { attestOnGithub } = await import('./attest.ts');
      const repository = `${server}/${environment['GITHUB_REPOSITORY'] ?? ''}`;
      return attestOnGithub(statement, { token, repository });
    },
  };
}

/** github.com, and the servers with a name of their own that GitHub runs. */
function hasAttestations(server: string): boolean {
  return server === 'https://github.com' || /^https:\/\/[a-z0-9-]+\.ghe\.com$/.test(server);
}
