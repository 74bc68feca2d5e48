import type { Engine } from './engine.ts';

/** The label that says which run made a container or a network. */
export const runLabel = 'package-model.run';

/** The same engine; containers and networks that it makes are labelled as those of one run. */
export function engineOfRun(engine: Engine, runId: string): Engine {
  const labelled = <T extends { readonly labels: Readonly<Record<string, string>> }>(
    request: T,
  ): T => ({ ...request, labels: { ...request.labels, [runLabel]: runId } });
  return {
    ...engine,
    run: (request, signal) => engine.run(labelled(request), signal),
    createIsolatedNetwork: (network, signal) =>
      engine.createIsolatedNetwork(labelled(network), signal),
  };
}
