import { basename, dirname, resolve } from 'node:path';
import type { RunState } from './host.ts';

/**
 * What a step kept for the part of it that runs when its job is over. Undefined when it kept nothing
 * or came to its end: there is nothing to clean up then. A folder that no run of ours would have made
 * in the pipeline's temporary one is left out.
 */
export function readRunState(
  kept: (name: keyof RunState) => string,
  temporaryFolder: string | undefined,
): Partial<RunState> | undefined {
  if (!/^[0-9a-f-]{36}$/.test(kept('runId')) || kept('ended') === 'true') return undefined;
  const folder = kept('temporaryDirectory');
  const base = temporaryFolder ?? '';
  const isOurs =
    base !== '' &&
    dirname(resolve(folder)) === resolve(base) &&
    basename(folder).startsWith('package-model-');
  return {
    runId: kept('runId'),
    ...(isOurs && { temporaryDirectory: folder }),
    ...(kept('docker') !== '' && { docker: kept('docker') }),
  };
}
