import { join } from 'node:path';
import type { Environment } from './host.ts';

/**
 * The file of logins that podman would read before docker's configuration, by its own rules; it need
 * not be there. Undefined where docker's configuration is all that it reads.
 */
export function findPodmanAuth(environment: Environment): string | undefined {
  const given = (name: string): string => environment[name]?.trim() ?? '';
  if (given('REGISTRY_AUTH_FILE') !== '') return given('REGISTRY_AUTH_FILE');
  // With this variable podman looks nowhere else.
  if (given('DOCKER_CONFIG') !== '') return undefined;
  const user = process.getuid?.();
  const own = user === undefined ? '' : `/run/containers/${user}`;
  const folder =
    given('XDG_RUNTIME_DIR') === '' ? own : join(given('XDG_RUNTIME_DIR'), 'containers');
  return folder === '' ? undefined : join(folder, 'auth.json');
}
