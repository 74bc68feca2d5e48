import type { RunningContainer, SmokeEngine } from './run/container.ts';

/** What is asked: a service that answers under `url`, in a container of ours or started elsewhere. */
export type Subject = {
  /** Root of the service: `/` tells its health, `/score` does its work. */
  readonly url: URL;
  /**
   * Makes sure that no other program has answered in its place. SmokeError CONTAINER_DIED or
   * PORT_LOST.
   */
  readonly confirm: () => Promise<void>;
  /** Undefined for a service that runs already: nothing can be asked of its engine then. */
  readonly container:
    { readonly engine: SmokeEngine; readonly running: RunningContainer } | undefined;
};
