import type { Clock } from '../clock.ts';

export type Outcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'late' };

/**
 * Gives work at most `timeoutMs`; its signal then aborts and the outcome is `late`. An abort of the
 * caller's signal rises as that signal's reason.
 */
export async function within<T>(
  timeoutMs: number,
  { clock, signal }: { readonly clock: Pick<Clock, 'sleep'>; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Outcome<T>> {
  const timer = new AbortController();
  const finished = new AbortController();
  const rest = clock
    .sleep(timeoutMs, finished.signal)
    .then(() => timer.abort(new Error(`no end within ${timeoutMs} ms`)))
    // Rejects when the work ends first, which is what is hoped for.
    .catch(() => {});
  try {
    return { kind: 'done', value: await work(AbortSignal.any([signal, timer.signal])) };
  } catch (error) {
    signal.throwIfAborted();
    if (timer.signal.aborted) return { kind: 'late' };
    throw error;
  } finally {
    finished.abort(new Error('the work has ended'));
    await rest;
  }
}
