import { OciError } from '../errors.ts';

const BUSY: ReadonlySet<number> = new Set([408, 425, 429]);
const NOT_IMPLEMENTED = 501;

/** Whether what failed may work in a moment: a broken connection, or an answer that says so. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof OciError)) return false;
  const status = error.answer?.status;
  if (status === undefined) return error.code === 'UNREACHABLE';
  return BUSY.has(status) || (status >= 500 && status !== NOT_IMPLEMENTED);
}
