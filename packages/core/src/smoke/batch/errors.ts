import { CodedError } from '../../errors.ts';

export type BatchErrorCode = 'OTHER_BATCH' | 'BAD_BATCH_FILE';

/** The folder for a batch's answers cannot be used; nothing was sent. */
export class BatchError extends CodedError<BatchErrorCode> {}
