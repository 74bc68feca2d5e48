import type { StepContext } from './step.ts';

/** Goes on where the caller's signal has been aborted, for a while. */
export function signalForCleanUp({ signal }: Pick<StepContext, 'signal'>): AbortSignal {
  return signal.aborted ? AbortSignal.timeout(30_000) : signal;
}
