import { CodedError } from '@package-model/core/errors';
import type { IssuePlace } from '@package-model/host/host';
import type { Outputs } from './step.ts';

/** A step came to a negative result: it has outputs all the same, and ends with exit code 1. */
export class StepFailed extends CodedError<'STEP_FAILED'> {
  readonly outputs: Outputs;
  /** The line of the user's that it comes from, where one is known. */
  readonly place: IssuePlace | undefined;
  constructor(
    message: string,
    outputs: Outputs,
    options: { readonly cause?: unknown; readonly place?: IssuePlace } = {},
  ) {
    super('STEP_FAILED', message, options);
    this.outputs = outputs;
    this.place = options.place;
  }
}
