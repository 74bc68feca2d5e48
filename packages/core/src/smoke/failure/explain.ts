import type { Evidence, RootCause } from './cause.ts';

/** The cause of a failure; undefined when nothing in the catalogue fits. */
export function explain(_evidence: Evidence): RootCause | undefined {
  return undefined;
}
