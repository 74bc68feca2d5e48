import { MLFLOW_REGISTRY } from './mlflow-registry.ts';
import { OCI_REGISTRY } from './oci-registry.ts';

const connectionTypes: readonly string[] = [OCI_REGISTRY, MLFLOW_REGISTRY];

/**
 * A manifest (JSON) as another publisher can publish it. The Marketplace takes each name of a
 * connection type from one extension alone, so these names end with the publisher's.
 */
export function ofPublisher(manifest: string, publisher: string): string {
  const named = (_: string, value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const [, prefix = '', name = ''] = /^(connectedService:)?(.*)$/s.exec(value) ?? [];
    return connectionTypes.includes(name) ? `${prefix}${name}-${publisher}` : value;
  };
  const changed: unknown = JSON.parse(manifest, named);
  return `${JSON.stringify(changed, null, 2)}\n`;
}
