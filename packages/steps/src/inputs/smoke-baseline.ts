import type { InputTable } from '../step.ts';

/** Against a former version, and under falling resources. */
export const baselineInputs = {} as const satisfies InputTable;
