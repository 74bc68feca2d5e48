import { cases } from './smoke.ts';
import type { InputTable } from '../step.ts';

/** What is asked of the service. */
export const caseInputs = { cases } as const satisfies InputTable;
