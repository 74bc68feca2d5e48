import { mapLimit } from '../../map-limit.ts';
import type { Check, CheckContext, Verdict } from './check.ts';
import type { ScoredCase } from '../cases/run-cases.ts';
import { failed, passed, skipped } from './check.ts';
import { noContainer, noGoodCase } from './skip-reasons.ts';

const HALF = 50;
const AT_ONCE = 2;
const BUDGET_MS = 10_000;
const SLOW_MS = 1000;
/** The first answers may be slow for once; after so many the rest can be foreseen. */
const FORESEEN_AFTER = 6;
const MIN_GROWTH_BYTES = 10 * 2 ** 20;
const MIN_GROWTH = 0.05;

/** Requests leave nothing behind in memory. */
export const memoryGrowth: Check = {
  id: 'memory-growth',
  title: 'Memory does not grow over 100 requests',
  severity: 'warning',
  stage: 'service',
  why: 'A service that keeps something of each request is killed for its memory after hours or days, far from any test. A case that passed is sent 100 times; memory of the processes is looked at before, in the middle and after. It fails when each half adds more than 10 MiB and more than 5 %. Not done when one answer takes longer than 1 s, or 100 of them longer than 10 s.',
  remedy: 'Keep nothing of a request in a global list or cache without a limit.',
  async run(context) {
    const { subject, good } = context;
    if (subject.container === undefined) return skipped(noContainer);
    if (good === undefined) return skipped(noGoodCase);
    const latencyMs = good.answer?.latencyMs ?? 0;
    if (latencyMs > SLOW_MS) return skipped(tooSlow(latencyMs));
    return measure(context, good);
  },
};

async function measure(context: CheckContext, good: ScoredCase): Promise<Verdict> {
  const before = await memoryOf(context);
  const pace = { startedAt: context.clock.now(), sent: 0 };
  await sendHalf(context, good, pace);
  const middle = await memoryOf(context);
  await sendHalf(context, good, pace);
  const after = await memoryOf(context);
  const unanswered = context.unanswered();
  if (unanswered !== undefined) return failed(`${unanswered} got no answer in time`);
  if (pace.sent < 2 * HALF) return skipped(tooSlow(msOfOne(context, pace)));
  if (before === 0 || middle === 0 || after === 0) {
    return skipped('the engine does not tell the memory of the processes');
  }
  if (!isGrowth(before, middle) || !isGrowth(middle, after)) return passed;
  const [from, by, to] = [before, middle, after].map(
    (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`,
  );
  return failed(
    `memory grew from ${from} to ${by} over ${HALF} requests and to ${to} over the next ${HALF}: keep nothing of a request in a global list or cache without a limit`,
  );
}

type Pace = { readonly startedAt: number; sent: number };

/** Stops when the service no longer answers, or would not answer all in the time. */
async function sendHalf(context: CheckContext, good: ScoredCase, pace: Pace): Promise<void> {
  await mapLimit(Array.from({ length: HALF }), AT_ONCE, async () => {
    const isTooSlow = msOfOne(context, pace) * 2 * HALF > BUDGET_MS;
    if (context.unanswered() !== undefined || (pace.sent >= FORESEEN_AFTER && isTooSlow)) return;
    await context.askGood(good);
    pace.sent += 1;
  });
}

function msOfOne({ clock }: CheckContext, { startedAt, sent }: Pace): number {
  return sent === 0 ? 0 : Math.round((clock.now() - startedAt) / sent);
}

async function memoryOf({ subject, signal }: CheckContext): Promise<number> {
  if (subject.container === undefined) return 0;
  const { engine, running } = subject.container;
  const processes = await engine.processes(running.id, signal);
  return processes.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
}

function isGrowth(from: number, to: number): boolean {
  return to - from > Math.max(MIN_GROWTH_BYTES, from * MIN_GROWTH);
}

function tooSlow(latencyMs: number): string {
  const limit = `the ${BUDGET_MS / 1000} s of this check`;
  return `one answer takes ${latencyMs} ms: 100 of them would take longer than ${limit}`;
}
