import { randomUUID } from 'node:crypto';
import type { EngineContainers } from './engine.ts';
import { EngineError } from './errors.ts';
import { runOneShot } from './one-shot.ts';

const marker = 'package-model-server:';
const program = `
from importlib.metadata import version
import azureml_inference_server_http
print("${marker}" + version("azureml-inference-server-http"))
`;

/**
 * The release of the scoring server that a Python of an image can import; undefined when it has
 * none. The image must be in the engine; nothing of the network is reached.
 */
export async function probeServer(
  engine: EngineContainers,
  { image, python }: { readonly image: string; readonly python: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const request = {
    image,
    name: `package-model-server-${randomUUID()}`,
    labels: {},
    env: {},
    ports: [],
    entrypoint: python,
    command: ['-c', program],
    network: 'none',
    dropCapabilities: 'all',
  } as const;
  try {
    const { output } = await runOneShot(engine, request, signal);
    return new RegExp(`${marker}([0-9][0-9A-Za-z.]*)`).exec(output)?.[1];
  } catch (error) {
    if (error instanceof EngineError && error.code === 'ENTRY_MISSING') return undefined;
    throw error;
  }
}
