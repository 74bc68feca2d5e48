import { CodedError } from '@package-model/core/errors';

export type IdentityErrorCode =
  | 'NO_ID_TOKEN'
  | 'IDENTITY_REFUSED'
  | 'REGISTRY_REFUSED'
  | 'SECURE_FILE_REFUSED'
  | 'IDENTITY_UNREACHABLE';

/** A login that did not come about; nothing was moved or built. */
export class IdentityError extends CodedError<IdentityErrorCode> {}
