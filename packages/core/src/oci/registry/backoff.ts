import type { Clock } from '../../clock.ts';

export const MAX_TRIES = 5;
const BUSY: ReadonlySet<number> = new Set([408, 425, 429]);
const NOT_IMPLEMENTED = 501;
const BACKOFF_MS = 250;
const BACKOFF_CAP_MS = 8000;

/** A time that grows from attempt to attempt, with jitter. */
export function backoffMs(attempt: number, clock: Pick<Clock, 'random'>): number {
  const whole = Math.min(BACKOFF_CAP_MS, BACKOFF_MS * 2 ** attempt);
  return Math.round(whole * (0.5 + clock.random() / 2));
}

/** Whether a server that answers so may say something else in a moment. */
export function isTransient(status: number): boolean {
  return BUSY.has(status) || (status >= 500 && status !== NOT_IMPLEMENTED);
}
