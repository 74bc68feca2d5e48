import type { ContainerState } from '../../engine/engine.ts';

/** Why a container failed, in one line a person can act on. */
export type RootCause = {
  /** Of the catalogue in docs/troubleshooting: `init-failed`, `module-missing`, … */
  readonly id: string;
  /** What was wrong, where, and what to do; no line end. */
  readonly message: string;
  /** Of the user's own script, where the cause is known to come from it. */
  readonly place: { readonly file: string; readonly line: number } | null;
  /** Lines of the script or of the log that show it. */
  readonly excerpt: readonly string[];
};

/** What is known when a smoke test did not pass. */
export type Evidence = {
  /** The last of the container's log. */
  readonly log: string;
  /** At the time of the failure; undefined when the container is gone. */
  readonly state: ContainerState | undefined;
  /** Code of the SmokeError. */
  readonly code: string;
  /** Memory limit of the container; undefined when it had none. */
  readonly memoryLimitBytes: number | undefined;
  /** Memory in use when it was last asked; undefined when it could not be. */
  readonly memoryBytes: number | undefined;
};
