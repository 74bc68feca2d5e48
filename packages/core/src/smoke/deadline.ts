import type { Clock } from '../clock.ts';

export type Outcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'late' };

/**
 * Gives work at most `timeoutMs`; its signal then aborts and the outcome is `late`. An abort of the
 * caller's signal rises as that signal's reason.
 */
export async function within<T>(
  timeoutMs: number,
  { clock, signal }: { readonly clock: Pick<Clock, 'after'>; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Outcome<T>> {
  signal.throwIfAborted();
  // One controller for all of it: signals made of others cost as much as a short exchange.
  const own = new AbortController();
  let isLate = false;
  const stop = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const cancel = clock.after(timeoutMs, () => {
    isLate = true;
    own.abort(new Error(`no end within ${timeoutMs} ms`));
  });
  try {
    return { kind: 'done', value: await work(own.signal) };
  } catch (error) {
    signal.throwIfAborted();
    if (isLate) return { kind: 'late' };
    // What the work has left running ends with it.
    own.abort(error);
    throw error;
  } finally {
    cancel();
    signal.removeEventListener('abort', stop);
  }
}
