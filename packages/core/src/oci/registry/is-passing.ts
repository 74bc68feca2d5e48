import { OciError } from '../errors.ts';
import { isTransient } from './backoff.ts';

/** Whether what failed may work in a moment: a broken connection, or an answer that says so. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof OciError)) return false;
  const status = error.answer?.status;
  return status === undefined ? error.code === 'UNREACHABLE' : isTransient(status);
}
