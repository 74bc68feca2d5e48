import type { Container, ContainerState, Engine, Reach } from '../../engine/engine.ts';
import { hostPortOf } from '../../engine/engine.ts';
import { SmokeError } from '../errors.ts';

/** What the smoke test needs of an engine. */
export type SmokeEngine = Pick<
  Engine,
  | 'run'
  | 'wait'
  | 'inspectImage'
  | 'inspectContainer'
  | 'logs'
  | 'removeContainer'
  | 'program'
  | 'reach'
  | 'whyNotIsolated'
  | 'createIsolatedNetwork'
  | 'removeNetwork'
  | 'changes'
  | 'usage'
  | 'processes'
  | 'exec'
  | 'stop'
>;

/** A running container and the address at which this process finds its service. */
export type RunningContainer = {
  readonly id: string;
  readonly name: string;
  readonly containerPort: number;
  readonly host: string;
  readonly port: number;
};

type Wanted = Pick<RunningContainer, 'id' | 'name' | 'containerPort'>;

/** Finds the service's address by the container's id. SmokeError CONTAINER_DIED or PORT_LOST. */
export async function findContainer(
  engine: SmokeEngine,
  wanted: Wanted,
  { place, signal }: { readonly place: Reach; readonly signal: AbortSignal },
): Promise<RunningContainer> {
  const container = await runningContainer(engine, wanted.id, signal);
  const address = addressOf(container, wanted.containerPort, place);
  if (address !== undefined) return { ...wanted, ...address };
  const what = `the container ${shortId(wanted.id)}`;
  const text =
    place.kind === 'network'
      ? `The engine gave ${what} no address on the network ${place.network}.`
      : `The engine published port ${wanted.containerPort} of ${what} nowhere.`;
  throw new SmokeError('PORT_LOST', text);
}

/**
 * Makes sure that the container still runs and still owns its address, so that no other program
 * has answered in its place. SmokeError CONTAINER_DIED or PORT_LOST.
 */
export async function confirmContainer(
  engine: SmokeEngine,
  found: RunningContainer,
  { place, signal }: { readonly place: Reach; readonly signal: AbortSignal },
): Promise<void> {
  const container = await runningContainer(engine, found.id, signal);
  const address = addressOf(container, found.containerPort, place);
  if (address?.host === found.host && address.port === found.port) return;
  const text = `Port ${found.port} of ${found.host} no longer belongs to the container ${shortId(found.id)}; something restarted it. Run the smoke test again.`;
  throw new SmokeError('PORT_LOST', text);
}

function addressOf(
  container: Container,
  containerPort: number,
  place: Reach,
): Pick<RunningContainer, 'host' | 'port'> | undefined {
  if (place.kind === 'network') {
    const host = container.addresses[place.network];
    return host === undefined ? undefined : { host, port: containerPort };
  }
  const port = hostPortOf(container, containerPort);
  return port === undefined ? undefined : { host: place.host, port };
}

async function runningContainer(
  engine: SmokeEngine,
  id: string,
  signal: AbortSignal,
): Promise<Container> {
  const container = await engine.inspectContainer(id, signal);
  if (container === undefined) {
    const text = `The container ${shortId(id)} is gone: something removed it during the smoke test.`;
    throw new SmokeError('CONTAINER_DIED', text);
  }
  if (container.state.kind === 'running') return container;
  throw new SmokeError('CONTAINER_DIED', `The container ${explain(container.state)}`);
}

function explain(state: ContainerState): string {
  switch (state.kind) {
    case 'running':
      return 'runs.';
    case 'created':
      return `was not started: ${state.error}`;
    case 'other':
      return `is ${state.status}, not running.`;
    case 'exited': {
      const error = state.error === '' ? '' : ` (${state.error})`;
      return `ended with exit code ${state.exitCode}${error}: ${reasonOf(state)}`;
    }
  }
}

function reasonOf(state: { readonly exitCode: number; readonly oomKilled: boolean }): string {
  if (state.oomKilled) {
    return 'it ran out of memory; give the engine more memory, or load a smaller model.';
  }
  switch (state.exitCode) {
    case 3:
      return 'the scoring server could not load the entry script, its init() failed, or a variable is wrong.';
    case 126:
      return 'the start command cannot be executed; check its mode and the platform of the image.';
    case 127:
      return 'the start command does not exist in the image.';
    case 132:
      return 'illegal instruction; a library was built for a newer processor.';
    case 137:
      return 'it was killed, usually for lack of memory.';
    case 139:
      return 'a native library crashed (segmentation fault).';
    default:
      return 'it must keep running.';
  }
}

/** The first 12 digits, as engines print them. */
export function shortId(id: string): string {
  return id.slice(0, 12);
}
