import { CodedError } from '../errors.ts';

export type ModelErrorCode = 'MODEL_UNKNOWN' | 'NOT_A_MODEL' | 'NO_VERSION';

/** A model or version is not what was asked for; the message names registry, model and remedy. */
export class ModelError extends CodedError<ModelErrorCode> {}
