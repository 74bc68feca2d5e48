import { endpointOf } from './endpoint.ts';
import type { Environment } from '../host.ts';
import type { Found } from '../found.ts';
import type { ModelRegistryConnection } from '../job-identity.ts';

/** The model registry that a service connection names, from the agent's variables. */
export function readModelRegistry(
  environment: Environment,
  id: string,
): Found<ModelRegistryConnection> {
  const endpoint = endpointOf(environment, id);
  if ('fault' in endpoint) return endpoint;
  const { url, scheme, parameter, data } = endpoint.value;
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || address.pathname !== '/') {
    return { fault: 'the connection has no URL of a registry; give it https://HOST alone' };
  }
  const place = { host: address.host, prefix: data('prefix').replace(/^\/+|\/+$/g, '') };
  switch (scheme) {
    case 'UsernamePassword': {
      const [username, password] = [parameter('username'), parameter('password')];
      if (username !== '' && password !== '') {
        return { value: { ...place, login: { kind: 'password', username, password } } };
      }
      return { fault: 'the connection lacks a user name or a password; save it again' };
    }
    case 'Token': {
      const token = parameter('apitoken');
      if (token !== '') return { value: { ...place, login: { kind: 'token', token } } };
      return { fault: 'the connection lacks its token; save it again' };
    }
    case 'None':
      return { value: { ...place, login: { kind: 'none' } } };
    default:
      return {
        fault: `the connection has the scheme ${scheme || 'unknown'}; basic authentication, a token and none are known`,
      };
  }
}
