import { messageOf } from '../../errors.ts';
import type { EngineImage } from '../../engine/engine.ts';
import type { Log } from '../../log.ts';
import type { SmokeEngine } from '../run/container.ts';
import type { SmokeTarget } from '../run/target.ts';
import type { Evidence, ImageFacts } from './cause.ts';
import { lookInto } from './look.ts';

type EvidenceDeps = {
  readonly engine: SmokeEngine;
  readonly log: Pick<Log, 'debug'>;
  readonly signal: AbortSignal;
};

/** What can be known of a container that failed. What the engine does not tell is left out. */
export async function evidenceOf(
  id: string,
  found: Pick<Evidence, 'code' | 'log' | 'seen'>,
  target: SmokeTarget,
  deps: EvidenceDeps,
): Promise<Evidence> {
  const { engine, signal } = deps;
  const container = await engine.inspectContainer(id, signal);
  const image = await orNothing(deps, () => engine.inspectImage(target.image, signal));
  return {
    ...found,
    state: container?.state,
    port: target.port,
    memoryLimitBytes: target.container?.memoryBytes,
    image: image === undefined ? undefined : factsOf(image),
    memory: async () => (await orNothing(deps, () => engine.usage(id, signal)))?.memoryBytes,
    look: lookInto(id, target, deps),
  };
}

async function orNothing<T>(
  { log, signal }: EvidenceDeps,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    signal.throwIfAborted();
    // A finding is told with what is known.
    log.debug(`The engine did not say: ${messageOf(error)}`);
    return undefined;
  }
}

function factsOf({ architecture, config }: EngineImage): ImageFacts {
  const entries = (config.Env ?? []).map((entry) => {
    const at = entry.indexOf('=');
    return at < 0 ? ([entry, ''] as const) : ([entry.slice(0, at), entry.slice(at + 1)] as const);
  });
  return { architecture, user: config.User ?? '', env: new Map(entries) };
}
