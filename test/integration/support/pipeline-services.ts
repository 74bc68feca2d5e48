import { readFile } from 'node:fs/promises';
import { idToken } from './azure-services.ts';
import { standInCertificate, startStandIn } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

const AUDIENCE = 'api://AzureADTokenExchange';

/** A service that gives a job id tokens, and the variables that tell the job of it. */
export type IdTokens = StandIn & {
  readonly given: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** An id token for an audience. */
type Issue = (audience: string) => string;

/** GitHub's, as a job with the permission `id-token: write` has it; by default for Azure alone. */
export async function startGithubIdTokens(bearer: string, issue?: Issue): Promise<IdTokens> {
  const given: string[] = [];
  const standIn = await startStandIn('http', ({ method, url, header }, check) => {
    check(method === 'GET' && url.pathname === '/token', 'the path');
    check(url.searchParams.get('api-version') === '2.0', 'the query of the address is gone');
    const audience = url.searchParams.get('audience') ?? '';
    check(issue !== undefined || audience === AUDIENCE, `audience ${url.search}`);
    check(header('authorization') === `Bearer ${bearer}`, 'bearer');
    const token = issue?.(audience) ?? idToken({ aud: audience, sub: 'repo:org/models' });
    given.push(token);
    return { status: 200, json: { count: token.length, value: token } };
  });
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${standIn.origin}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
  };
  return { ...standIn, given, env };
}

const project = 'bbbbbbbb-0000-4000-8000-000000000001';
const plan = 'bbbbbbbb-0000-4000-8000-000000000002';
const job = 'bbbbbbbb-0000-4000-8000-000000000003';
export const secureFileId = 'bbbbbbbb-0000-4000-8000-000000000004';
const ticket = 'ticket-canary-31fd';

/** The REST API of Azure DevOps for one job: its id tokens, and one secure file (certificates). */
export async function startAzureDevOps(bearer: string, connection: string): Promise<IdTokens> {
  const given: string[] = [];
  const certificates = await readFile(standInCertificate, 'utf8');
  const base = `/org/${project}/_apis/distributedtask`;
  const standIn = await startStandIn('http', ({ method, url, header, body }, check) => {
    const query = url.searchParams;
    check(header('authorization') === `Bearer ${bearer}`, 'bearer');
    check(/^7\.[12]-preview\.1$/.test(query.get('api-version') ?? ''), 'api version');
    if (method === 'GET') {
      check(url.pathname === `${base}/securefiles/${secureFileId}`, 'the path');
      check(query.get('ticket') === ticket && query.get('download') === 'true', 'the query');
      return { status: 200, text: certificates };
    }
    check(url.pathname === `${base}/hubs/build/plans/${plan}/jobs/${job}/oidctoken`, 'the path');
    check(query.get('serviceConnectionId') === connection, 'the connection');
    check(header('content-type') === 'application/json' && body === '{}', 'the body');
    const token = idToken({ aud: AUDIENCE, sub: 'sc://org/models/azure' });
    given.push(token);
    return { status: 200, json: { oidcToken: token } };
  });
  const env = {
    SYSTEM_COLLECTIONURI: `${standIn.origin}/org/`,
    SYSTEM_TEAMPROJECTID: project,
    SYSTEM_HOSTTYPE: 'build',
    SYSTEM_PLANID: plan,
    SYSTEM_JOBID: job,
    ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: bearer,
    [`SECUREFILE_NAME_${secureFileId}`]: 'company.pem',
    [`SECUREFILE_TICKET_${secureFileId}`]: ticket,
  };
  return { ...standIn, given, env };
}
