import type { Clock } from '../clock.ts';

export type Outcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'late' };

/** Made once: where it was made says nothing, and finding that out takes long. */
const hasEnded = new Error('the work has ended');

/**
 * Gives work at most `timeoutMs`; its signal then aborts and the outcome is `late`. An abort of the
 * caller's signal rises as that signal's reason.
 */
export async function within<T>(
  timeoutMs: number,
  { clock, signal }: { readonly clock: Pick<Clock, 'sleep'>; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Outcome<T>> {
  signal.throwIfAborted();
  // One controller for all of it: signals made of others cost as much as a short exchange.
  const own = new AbortController();
  let isLate = false;
  const stop = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const rest = clock
    .sleep(timeoutMs, own.signal)
    .then(() => {
      isLate = true;
      return own.abort(new Error(`no end within ${timeoutMs} ms`));
    })
    // Rejects when the work ends first, which is what is hoped for.
    .catch(() => {});
  try {
    return { kind: 'done', value: await work(own.signal) };
  } catch (error) {
    signal.throwIfAborted();
    if (isLate) return { kind: 'late' };
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    own.abort(hasEnded);
    await rest;
  }
}
