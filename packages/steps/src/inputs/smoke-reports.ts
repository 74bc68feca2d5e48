import { reportPath } from './smoke.ts';
import type { InputTable } from '../step.ts';

/** Where the findings go. */
export const reportInputs = { 'report-path': reportPath } as const satisfies InputTable;
