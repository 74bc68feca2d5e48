import type { Environment } from '../host.ts';
import type { Found } from '../found.ts';

/** Values of one service connection, as the agent hands them to a task. */
export type Endpoint = {
  readonly id: string;
  readonly url: string;
  readonly scheme: string;
  /** Of its login; '' for none. Names in any case. */
  readonly parameter: (name: string) => string;
  /** What else it holds. */
  readonly data: (name: string) => string;
};

/** The values of a connection, from the agent's variables. */
export function endpointOf(environment: Environment, id: string): Found<Endpoint> {
  const scheme = environment[`ENDPOINT_AUTH_SCHEME_${id}`] ?? '';
  const url = environment[`ENDPOINT_URL_${id}`] ?? '';
  const parameter = (name: string): string =>
    environment[`ENDPOINT_AUTH_PARAMETER_${id}_${name.toUpperCase()}`] ?? '';
  const data = (name: string): string =>
    environment[`ENDPOINT_DATA_${id}_${name.toUpperCase()}`] ?? '';
  if (url !== '' || scheme !== '') return { value: { id, url, scheme, parameter, data } };
  return {
    fault: `the job has no service connection ${id}; check the name, and let the pipeline use it`,
  };
}
