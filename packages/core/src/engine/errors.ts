import { CodedError } from '../errors.ts';
import type { Place } from '../errors.ts';

export type EngineErrorCode =
  | 'ENGINE_MISSING'
  | 'ENGINE_DOWN'
  | 'ENGINE_PERMISSION'
  | 'API_VERSION'
  | 'NO_BUILDKIT'
  | 'DISK_FULL'
  | 'PUSH_DENIED'
  | 'IMAGE_UNKNOWN'
  | 'PLATFORM'
  | 'RATE_LIMIT'
  | 'TLS_CA'
  | 'TLS_HTTP'
  | 'NETWORK'
  | 'UNREACHABLE'
  | 'NO_GPU'
  | 'PORT_BUSY'
  | 'NAME_BUSY'
  | 'OOM'
  | 'ARCH'
  | 'ENTRY_MISSING'
  | 'BUILD_FAILED'
  | 'BAD_OPTION'
  | 'TIMEOUT'
  | 'ENGINE_FAILED';

/**
 * The container engine refused or broke. `reason` is the class of what it said where `code` tells
 * only what failed: a BUILD_FAILED may have the reason NETWORK.
 */
export class EngineError extends CodedError<EngineErrorCode> {
  readonly reason: EngineErrorCode;
  constructor(
    code: EngineErrorCode,
    message: string,
    options?: {
      readonly cause?: unknown;
      readonly reason?: EngineErrorCode;
      readonly place?: Place;
    },
  ) {
    super(code, message, options);
    this.reason = options?.reason ?? code;
  }
}
