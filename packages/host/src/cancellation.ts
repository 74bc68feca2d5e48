import { setMaxListeners } from 'node:events';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;

/**
 * Aborts on SIGINT and SIGTERM. The same signal again ends the process at once; the other one does
 * not: GitHub's runner and Azure's agent send SIGINT, and SIGTERM while we still clean up. On
 * Windows these are Ctrl+C and Ctrl+Break, which Node calls SIGBREAK.
 */
export function listenForCancellation(reason: (signalName: string) => Error): {
  readonly signal: AbortSignal;
  stop(): void;
} {
  const controller = new AbortController();
  // Everything that waits listens to this one signal: many listeners are no leak.
  setMaxListeners(0, controller.signal);
  const seen = new Set<string>();
  const cancel = (signalName: string): void => {
    if (seen.has(signalName)) process.exit(1);
    seen.add(signalName);
    if (!controller.signal.aborted) controller.abort(reason(signalName));
  };
  for (const name of SIGNALS) process.on(name, cancel);
  return {
    signal: controller.signal,
    stop() {
      for (const name of SIGNALS) process.off(name, cancel);
    },
  };
}
