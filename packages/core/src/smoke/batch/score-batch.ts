import type { Log } from '../../log.ts';
import { SmokeError } from '../errors.ts';
import type { LineFile } from './append-file.ts';
import { askItem, type AskDeps, type Asked } from './ask-item.ts';
import type { BatchItem, BatchStore } from './item.ts';
import { type BatchCounts, withProgress } from './progress.ts';
import type { BatchService, LiveService } from './service.ts';

export type BatchRequest = {
  readonly store: BatchStore;
  readonly service: BatchService;
  /** Requests at once. */
  readonly workers: number;
  readonly requestTimeoutMs: number;
  /** The batch ends early when more items have failed; undefined never. */
  readonly maxFailures: number | undefined;
  /** How often a service that ended is started again. */
  readonly maxRestarts: number;
  /** Gets a line for each item that failed. */
  readonly failures: Pick<LineFile, 'add'>;
};

export type BatchDeps = AskDeps & { readonly log: Pick<Log, 'debug' | 'info' | 'warn'> };

export type BatchResult = BatchCounts & {
  /** False when it ended early, by `maxFailures`. */
  readonly isComplete: boolean;
};

type Run = BatchRequest & {
  readonly source: AsyncIterator<BatchItem>;
  readonly counts: { -readonly [K in keyof BatchCounts]: BatchCounts[K] };
  /** Were under way when the service ended: each is asked alone before all others. */
  suspects: BatchItem[];
};

/**
 * Sends every item that has no answer yet, several at once, and keeps the answers. When the service
 * ends it is started again; an item under which it ends once more while it is asked alone has failed.
 * SmokeError when the service does not start or has ended too often; what was kept stays.
 */
export async function scoreBatch(request: BatchRequest, deps: BatchDeps): Promise<BatchResult> {
  const { store } = request;
  const counts = { totalItems: store.totalItems, passedOver: 0, answered: 0, failed: 0 };
  const passedOver = (): void => void (counts.passedOver += 1);
  const source = store.items(passedOver, deps.signal)[Symbol.asyncIterator]();
  const run: Run = { ...request, source, counts, suspects: [] };
  try {
    await withProgress(
      () => counts,
      deps,
      (begin) => untilOver(run, begin, deps),
    );
    return { ...counts, isComplete: !isTooMany(run) };
  } finally {
    await source.return?.();
    await store.close();
  }
}

async function untilOver(run: Run, begin: () => void, deps: BatchDeps): Promise<void> {
  // A service is not started for nothing.
  const first = await run.source.next();
  if (first.done === true) return;
  run.suspects.push(first.value);
  for (let restarts = 0; ; restarts += 1) {
    const ended = await run.service.use((live) => {
      begin();
      return session(run, live, deps);
    });
    if (ended === undefined) return;
    if (restarts >= run.maxRestarts) {
      const times = restarts === 1 ? 'once' : `${restarts} times`;
      const message = `${ended.message}\nIt was started again ${times}; that is enough. What was answered stays: run again to go on.`;
      throw new SmokeError(ended.code, message, { cause: ended });
    }
    const turn = `${restarts + 1} of ${run.maxRestarts}`;
    deps.log.warn(`The service is started again (${turn}): ${ended.message}`);
  }
}

/** Works until all is done, or the service has ended: then why. */
async function session(
  run: Run,
  live: LiveService,
  deps: BatchDeps,
): Promise<SmokeError | undefined> {
  const suspects = run.suspects.splice(0);
  for (const [index, item] of suspects.entries()) {
    if (isTooMany(run)) return undefined;
    const asked = await askItem(item, live, run.requestTimeoutMs, deps);
    if (asked.kind !== 'ended') {
      await settle(item, asked, run, deps);
      continue;
    }
    run.suspects = suspects.slice(index + 1);
    const reason = `the service ended when this was asked: ${asked.error.message}`;
    await settle(item, { kind: 'failed', status: null, reason }, run, deps);
    return asked.error;
  }
  return together(run, live, deps);
}

/** Several items at once; the first error of a worker ends the others. */
async function together(
  run: Run,
  live: LiveService,
  deps: BatchDeps,
): Promise<SmokeError | undefined> {
  const broke = new AbortController();
  const signal = AbortSignal.any([deps.signal, broke.signal]);
  let ended: SmokeError | undefined;
  const work = async (): Promise<void> => {
    while (ended === undefined && !isTooMany(run)) {
      const next = await run.source.next();
      if (next.done === true) return;
      const asked = await askItem(next.value, live, run.requestTimeoutMs, { ...deps, signal });
      if (asked.kind === 'ended') {
        ended ??= asked.error;
        run.suspects.push(next.value);
      } else await settle(next.value, asked, run, deps);
    }
  };
  const failures: unknown[] = [];
  const worker = (): Promise<void> =>
    work().catch((error: unknown) => {
      failures.push(error);
      broke.abort(error);
    });
  await Promise.all(Array.from({ length: run.workers }, worker));
  if (failures.length > 0) throw failures[0];
  return ended;
}

async function settle(
  item: BatchItem,
  asked: Exclude<Asked, { readonly kind: 'ended' }>,
  run: Run,
  deps: BatchDeps,
): Promise<void> {
  const { counts, store, failures } = run;
  if (asked.kind === 'answered') {
    await store.keep(item, asked.answer);
    counts.answered += 1;
    return;
  }
  const { status, reason } = asked;
  await failures.add({ ...item.key, status, reason });
  await store.giveUp(item);
  counts.failed += 1;
  deps.log.debug(`${item.shownAs}: ${reason}`);
}

function isTooMany({ counts, maxFailures }: Run): boolean {
  return maxFailures !== undefined && counts.failed > maxFailures;
}
