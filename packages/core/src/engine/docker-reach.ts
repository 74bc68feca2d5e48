import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import type { DockerInfo } from './docker-json.ts';
import type { DockerQuestions } from './docker-questions.ts';
import type { EngineContainers, Reach } from './engine.ts';
import { EngineError } from './errors.ts';
import { ownContainerNames } from './own-container.ts';

/** How this process reaches docker's containers. UNREACHABLE for an engine behind ssh. */
export async function dockerReach(
  containers: Containers,
  questions: Pick<DockerQuestions, 'endpoint'>,
  signal: AbortSignal,
): Promise<Reach> {
  return (await ownNetwork(containers, signal)) ?? reachOf(await questions.endpoint(signal));
}

type Containers = Pick<EngineContainers, 'inspectContainer'>;

/** Where the ports of an engine with this address are published and found. Pure. */
export function reachOf(endpoint: string): Reach {
  const here = { kind: 'published', host: '127.0.0.1', publishOn: '127.0.0.1' } as const;
  if (endpoint.startsWith('ssh://')) throw behindSsh(endpoint);
  if (!endpoint.startsWith('tcp://') || !URL.canParse(endpoint)) return here;
  const { hostname: host } = new URL(endpoint.replace(/^tcp:/, 'http:'));
  if (host === 'localhost' || host === '127.0.0.1' || host === '[::1]') return here;
  return { kind: 'published', host, publishOn: '0.0.0.0' };
}

function behindSsh(endpoint: string): EngineError {
  const { host } = new URL(endpoint.replace(/^ssh:/, 'http:'));
  const message =
    `docker is reached by ssh (${host}), which carries docker's own calls, not requests to a ` +
    'container: run this step on that machine, let docker listen on tcp with TLS and set ' +
    'DOCKER_HOST=tcp://…, or start the container there, forward its port ' +
    `(ssh -L 5001:127.0.0.1:5001 ${host}) and give smoke-test the input url`;
  return new EngineError('UNREACHABLE', message);
}

/** The network that the container of this process shares with others of the same engine. */
export async function ownNetwork(
  containers: Containers,
  signal: AbortSignal,
): Promise<Reach | undefined> {
  for (const name of await ownContainerNames()) {
    const container = await containers.inspectContainer(name, signal);
    const [network] = Object.keys(container?.addresses ?? {});
    if (network !== undefined) return { kind: 'network', network };
  }
  return undefined;
}

/** Why this machine could not reach containers of an isolated network. */
export function whyNotIsolatedOn(
  { hostName, operatingSystem, rootless }: DockerInfo,
  endpoint: string,
): string | undefined {
  if (!endpoint.startsWith('unix://') && endpoint !== '') return `docker is at ${endpoint}`;
  if (rootless) return 'docker runs rootless, with networks of its own';
  if (/docker desktop/i.test(operatingSystem)) return 'Docker Desktop runs containers in a machine';
  return hostName === hostname() ? undefined : `docker runs on another machine (${hostName})`;
}

/** What a machine with a usable GPU has: NVIDIA's driver, that of WSL, AMD's. */
const gpuDevices = ['/dev/nvidiactl', '/dev/nvidia0', '/dev/dxg', '/dev/kfd'] as const;

/** Only of this machine is it known that it has none; elsewhere the start tells. */
export function whyNoGpuIn({ hostName, runtimes }: Pick<DockerInfo, 'hostName' | 'runtimes'>) {
  if (hostName !== hostname() || runtimes.includes('nvidia')) return undefined;
  if (gpuDevices.some((device) => existsSync(device))) return undefined;
  return 'this machine has no GPU driver (no /dev/nvidia*); use a machine with one, or leave it out';
}
