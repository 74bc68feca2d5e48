import type { Python } from '@package-model/core/package/script/python';
import type { StepContext } from '../step.ts';

/** `python` looks at the scripts; without one this machine's own does. */
export type PlanContext = StepContext & { readonly python?: Python };
