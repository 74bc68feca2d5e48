import type { Environment } from '../host.ts';
import type { Found } from '../found.ts';
import type { IdTokenRequest } from '../job-identity.ts';

const MISSING = 'the agent has not told the job';

/** A request to the project's collection, with the job's own token. */
export function collectionRequest(
  environment: Environment,
  path: string,
  query: Readonly<Record<string, string>>,
): Found<IdTokenRequest> {
  const collection = environment['SYSTEM_COLLECTIONURI'] ?? '';
  const project = environment['SYSTEM_TEAMPROJECTID'] ?? '';
  const bearer = environment['ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN'] ?? '';
  if (!URL.canParse(collection) || project === '') {
    return { fault: `${MISSING} its collection and project; run it as a task of a pipeline` };
  }
  if (bearer === '') return { fault: `${MISSING} its own token; run it as a task of a pipeline` };
  const base = collection.endsWith('/') ? collection : `${collection}/`;
  const url = new URL(`${encodeURIComponent(project)}/${path}`, base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { value: { url: url.href, bearer } };
}

/** Where the REST API has this job. */
export function jobPath(environment: Environment): Found<string> {
  const [hub = '', plan = '', job = ''] = ['SYSTEM_HOSTTYPE', 'SYSTEM_PLANID', 'SYSTEM_JOBID'].map(
    (name) => encodeURIComponent(environment[name] ?? ''),
  );
  if (hub === '' || plan === '' || job === '') {
    return { fault: `${MISSING} its plan and job; run it as a task of a pipeline` };
  }
  return { value: `_apis/distributedtask/hubs/${hub}/plans/${plan}/jobs/${job}` };
}
