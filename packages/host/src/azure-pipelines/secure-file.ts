import { collectionRequest } from './requests.ts';
import type { Environment } from '../host.ts';
import type { Found } from '../found.ts';
import type { SecureFile } from '../job-identity.ts';

/** A secure file with the request that fetches it, from the agent's variables. */
export function readSecureFile(environment: Environment, id: string): Found<SecureFile> {
  const ticket = environment[`SECUREFILE_TICKET_${id}`] ?? '';
  const name = environment[`SECUREFILE_NAME_${id}`] ?? id;
  if (ticket === '') {
    return {
      fault: `the job has no secure file ${id}; check the name, and let the pipeline use it`,
    };
  }
  const path = `_apis/distributedtask/securefiles/${encodeURIComponent(id)}`;
  const query = { ticket, download: 'true', 'api-version': '7.1-preview.1' };
  const request = collectionRequest(environment, path, query);
  return 'fault' in request ? request : { value: { name, request: request.value } };
}
