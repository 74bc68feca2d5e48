import type { Environment } from '../host.ts';
import type { JobIdentity } from '../job-identity.ts';

/**
 * Connections and secure files of a task, from the agent's variables (`ENDPOINT_…`, `SECUREFILE_…`,
 * `SYSTEM_…`) as they were before azure-pipelines-task-lib took them away: its own readers print
 * each value to a debug log, where nothing is masked yet. Who names none loads none of the readers.
 */
export function azureIdentity(environment: Environment): JobIdentity {
  return {
    kind: 'azure-pipelines',
    async connection(id, type) {
      const { readConnection } = await import('./connections.ts');
      return readConnection(environment, id, type);
    },
    async secureFile(id) {
      const { readSecureFile } = await import('./secure-file.ts');
      return readSecureFile(environment, id);
    },
    async modelRegistry(id) {
      const { readModelRegistry } = await import('./model-registry.ts');
      return readModelRegistry(environment, id);
    },
  };
}
