/** Aborts on SIGINT and SIGTERM; a second signal ends the process at once. */
export function listenForCancellation(reason: (signalName: string) => Error): {
  readonly signal: AbortSignal;
  stop(): void;
} {
  const controller = new AbortController();
  const cancel = (signalName: string): void => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort(reason(signalName));
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  return {
    signal: controller.signal,
    stop() {
      process.off('SIGINT', cancel);
      process.off('SIGTERM', cancel);
    },
  };
}
