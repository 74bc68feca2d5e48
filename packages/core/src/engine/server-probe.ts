import { askImage } from './ask-image.ts';
import type { EngineContainers } from './engine.ts';

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
  const question = { image, about: 'server', program: python, args: ['-c', program] };
  const output = await askImage(engine, question, signal);
  return new RegExp(`${marker}([0-9][0-9A-Za-z.]*)`).exec(output ?? '')?.[1];
}
