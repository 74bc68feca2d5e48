import type { InputTable } from '../step.ts';

/** What every service must do. */
export const checkInputs = {} as const satisfies InputTable;
