import { CodedError } from '../errors.ts';
import type { Place } from '../errors.ts';

export type OciErrorCode =
  | 'MANIFEST_UNKNOWN'
  | 'BLOB_UNKNOWN'
  | 'DIGEST_MISMATCH'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'TAG_IMMUTABLE'
  | 'UNREACHABLE'
  | 'REGISTRY_FAILED'
  | 'INVALID_MANIFEST'
  | 'INVALID_LAYOUT'
  | 'LAYOUT_BUSY'
  | 'DISK_FULL'
  | 'TOO_LARGE';

/** What a registry refused with, and the pause it asks for. */
export type Answer = { readonly status: number; readonly retryAfterMs: number | undefined };

/** A store (layout folder or registry) refused or broke; the message names it and the remedy. */
export class OciError extends CodedError<OciErrorCode> {
  /** Undefined where no answer of a registry is behind it. */
  readonly answer: Answer | undefined;
  constructor(
    code: OciErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly place?: Place; readonly answer?: Answer },
  ) {
    super(code, message, options);
    this.answer = options?.answer;
  }
}
