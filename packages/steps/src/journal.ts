import type { Clock } from '@package-model/core/clock';
import type { Move } from '@package-model/core/log';

/** How long a part of a step took, whether it worked or not. */
export type Timing = { readonly title: string; readonly durationMs: number };

/** What a run of a step has gathered for its report. */
export type Journal = {
  readonly moves: Move[];
  /** What the step itself has to say in the summary, in the order in which it stands there. */
  readonly parts: string[];
  readonly timings: Timing[];
  isReported: boolean;
  /** From here on time is counted. */
  start(clock: Clock): void;
  /** Milliseconds since the start; undefined before it. */
  elapsedMs(): number | undefined;
  time<T>(title: string, work: () => Promise<T>): Promise<T>;
  keepPart(markdown: string, options?: { readonly place: 'first' }): void;
};

/** An empty one. */
export function newJournal(): Journal {
  let started: { readonly clock: Clock; readonly atMs: number } | undefined;
  const elapsedMs = () => started && started.clock.now() - started.atMs;
  const parts: string[] = [];
  const timings: Timing[] = [];
  return {
    moves: [],
    parts,
    timings,
    isReported: false,
    start: (clock) => void (started = { clock, atMs: clock.now() }),
    elapsedMs,
    async time(title, work) {
      const before = elapsedMs() ?? 0;
      try {
        return await work();
      } finally {
        timings.push({ title, durationMs: (elapsedMs() ?? 0) - before });
      }
    },
    keepPart(markdown, options) {
      if (options?.place === 'first') parts.unshift(markdown);
      else parts.push(markdown);
    },
  };
}
