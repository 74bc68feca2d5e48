import { CodedError } from '../errors.ts';

export type SmokeErrorCode =
  | 'CONTAINER_DIED'
  | 'NOT_READY'
  | 'ACCESS_DENIED'
  | 'PORT_LOST'
  | 'CASE_FAILED'
  | 'SCORE_TIMEOUT'
  | 'CHECK_FAILED'
  | 'MODEL_CHANGED'
  | 'CLEANUP_FAILED'
  | 'NOT_PASSED';

/** The image was started and did not do what it must; the message holds the end of its log. */
export class SmokeError extends CodedError<SmokeErrorCode> {}
