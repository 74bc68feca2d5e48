import { CodedError } from '@package-model/core/errors';
import type { Place } from '@package-model/core/errors';
import type { Outputs } from './step.ts';

/** A step came to a negative result: it has outputs all the same, and ends with exit code 1. */
export class StepFailed extends CodedError<'STEP_FAILED'> {
  readonly outputs: Outputs;
  constructor(
    message: string,
    outputs: Outputs,
    options: { readonly cause?: unknown; readonly place?: Place } = {},
  ) {
    super('STEP_FAILED', message, options);
    this.outputs = outputs;
  }
}
