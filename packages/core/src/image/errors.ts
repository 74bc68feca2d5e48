import { CodedError } from '../errors.ts';

export type ImageErrorCode =
  'BAD_ARCHIVE' | 'UNSUPPORTED_BASE' | 'TOO_MANY_LAYERS' | 'SECRET_FOUND';

/** An image cannot be made from what is there; the message names it and the remedy. */
export class ImageError extends CodedError<ImageErrorCode> {}
