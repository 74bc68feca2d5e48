import { CodedError } from '../errors.ts';

export type FileErrorCode = 'CHANGED' | 'UNREADABLE' | 'BUSY';

/** A file could not be read as it was found; the message names it. */
export class FileError extends CodedError<FileErrorCode> {}
