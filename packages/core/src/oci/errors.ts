import { CodedError } from '../errors.ts';

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

/** A store (layout folder or registry) refused or broke; the message names it and the remedy. */
export class OciError extends CodedError<OciErrorCode> {}
