import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';

/** How far a batch is. */
export type BatchCounts = {
  readonly totalItems: number;
  /** Answered in an earlier run. */
  readonly passedOver: number;
  readonly answered: number;
  readonly failed: number;
};

const EVERY_MS = 5000;

/**
 * Says every few seconds how far the work is, from when it calls `begin` until it ends: the time
 * that a model takes to load says nothing about its answers.
 */
export async function withProgress<T>(
  counts: () => BatchCounts,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<Log, 'info'> },
  work: (begin: () => void) => Promise<T>,
): Promise<T> {
  const finished = new AbortController();
  let speaking: Promise<void> | undefined;
  const speak = async (): Promise<void> => {
    const startedAt = clock.now();
    for (;;) {
      await clock.sleep(EVERY_MS, finished.signal);
      log.info(progressLine(counts(), clock.now() - startedAt));
    }
  };
  const begin = (): void => {
    speaking ??= speak().catch(() => {
      // The sleep ends by the signal when the work has ended.
    });
  };
  try {
    return await work(begin);
  } finally {
    finished.abort(new Error('the work has ended'));
    await speaking;
  }
}

/** `Scored 120 of 400 (30 %), 24 a second, about 12 s left, 3 failed.` */
export function progressLine(counts: BatchCounts, passedMs: number): string {
  const { totalItems, passedOver, answered, failed } = counts;
  const asked = answered + failed;
  const over = passedOver + asked;
  const rate = passedMs === 0 ? 0 : (asked * 1000) / passedMs;
  const percent = totalItems === 0 ? 100 : Math.floor((over * 100) / totalItems);
  const left = rate === 0 ? '' : `, about ${duration((totalItems - over) / rate)} left`;
  const faults = failed === 0 ? '' : `, ${failed} failed`;
  const before = passedOver === 0 ? '' : `, ${passedOver} from an earlier run`;
  return `Scored ${over} of ${totalItems} (${percent} %), ${perSecond(rate)}${left}${faults}${before}.`;
}

function perSecond(rate: number): string {
  return `${rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10} a second`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.ceil(seconds / 360) / 10} h`;
}
