import type { Environment } from '../host.ts';
import type { JobIdentity } from '../job-identity.ts';
import { githubAttestations } from './attestations.ts';

const GITHUB = 'github.com';

/** The job's identity as the runner's variables tell it. */
export function githubIdentity(environment: Environment): JobIdentity {
  const url = environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '';
  const bearer = environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
  const request = url === '' || bearer === '' ? undefined : { url, bearer };
  return {
    kind: 'github',
    actor: environment['GITHUB_ACTOR'] || 'github-actions',
    packagesHost: packagesHostOf(environment['GITHUB_SERVER_URL'] ?? ''),
    request,
    attestations: githubAttestations(environment, request),
  };
}

/** A server of one's own has a registry of its own, which alone knows the job's token. */
function packagesHostOf(serverUrl: string): string {
  const server = URL.canParse(serverUrl) ? new URL(serverUrl).hostname : GITHUB;
  return server === GITHUB ? 'ghcr.io' : `containers.${server}`;
}
