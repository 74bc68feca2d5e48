import type { Check } from './check.ts';

/** Every check, in the order in which they run; those that end the container come last. */
export const allChecks: readonly Check[] = [];
