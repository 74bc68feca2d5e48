import type { Clock } from '@package-model/core/clock';

/** A clock that only moves when somebody sleeps on it; chance gives 0.5. */
export function stillClock(startMs = Date.UTC(2026, 0, 1)): Clock & { readonly sleeps: number[] } {
  let nowMs = startMs;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => nowMs,
    random: () => 0.5,
    after: () => () => {},
    async sleep(ms, signal) {
      signal.throwIfAborted();
      sleeps.push(ms);
      nowMs += ms;
    },
  };
}
