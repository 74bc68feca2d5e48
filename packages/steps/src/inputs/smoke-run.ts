import { requestTimeout, startTimeout } from './smoke.ts';
import type { InputTable } from '../step.ts';

/** How the container runs. */
export const runInputs = {
  'start-timeout': startTimeout,
  'request-timeout': requestTimeout,
} as const satisfies InputTable;
