import type { Container, ContainerRequest, EngineContainers } from './engine.ts';

export type OneShotResult = {
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** Both streams, the last 256 KiB. */
  readonly output: string;
};

const cleanUpTimeoutMs = 60_000;

/**
 * Starts a container, waits for its end and removes it in any case. `afterwards` may look into
 * the ended container before that.
 */
export async function runOneShot(
  engine: Pick<EngineContainers, 'run' | 'wait' | 'inspectContainer' | 'logs' | 'removeContainer'>,
  request: ContainerRequest,
  signal: AbortSignal,
  afterwards?: (id: string, result: OneShotResult) => Promise<void>,
): Promise<OneShotResult> {
  const id = await engine.run(request, signal);
  try {
    const exitCode = await engine.wait(id, signal);
    const container = await engine.inspectContainer(id, signal);
    const output = await engine.logs(id, signal);
    const result = { exitCode, oomKilled: wasOomKilled(container), output };
    await afterwards?.(id, result);
    return result;
  } finally {
    await engine.removeContainer(id, AbortSignal.timeout(cleanUpTimeoutMs));
  }
}

function wasOomKilled(container: Container | undefined): boolean {
  return container?.state.kind === 'exited' && container.state.oomKilled;
}
