import { mapLimit } from '../../map-limit.ts';
import type { Check, CheckContext, Verdict } from './check.ts';
import type { ScoredCase } from '../cases/run-cases.ts';
import { failed, passed, skipped } from './check.ts';
import { noContainer, noGoodCase } from './skip-reasons.ts';

const HALF = 50;
const AT_ONCE = 2;
const BUDGET_MS = 10_000;
const MIN_GROWTH_BYTES = 10 * 2 ** 20;
const MIN_GROWTH = 0.05;

/** Requests leave nothing behind in memory. */
export const memoryGrowth: Check = {
  id: 'memory-growth',
  title: 'Memory does not grow over 100 requests',
  severity: 'warning',
  stage: 'service',
  why: 'A service that keeps something of each request is killed for its memory after hours or days, far from any test. A case that passed is sent 100 times; memory of the processes is looked at before, in the middle and after. It fails when each half adds more than 10 MiB and more than 5 %. Not done when 100 answers would take longer than 10 s.',
  remedy: 'Keep nothing of a request in a global list or cache without a limit.',
  async run(context) {
    const { subject, good } = context;
    if (subject.container === undefined) return skipped(noContainer);
    if (good === undefined) return skipped(noGoodCase);
    const latencyMs = good.answer?.latencyMs ?? 0;
    if (latencyMs * 2 * HALF > BUDGET_MS) return skipped(tooSlow(latencyMs));
    return measure(context, good);
  },
};

async function measure(context: CheckContext, good: ScoredCase): Promise<Verdict> {
  const endsAt = context.clock.now() + BUDGET_MS;
  const before = await memoryOf(context);
  const half = await sendHalf(context, good, endsAt);
  const middle = await memoryOf(context);
  const whole = half && (await sendHalf(context, good, endsAt));
  const after = await memoryOf(context);
  if (!whole) {
    const unanswered = context.unanswered();
    if (unanswered !== undefined) return failed(`${unanswered} got no answer in time`);
    return skipped(`100 requests take longer than the ${BUDGET_MS / 1000} s of this check`);
  }
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

/** True when all were sent; false when the time or the service came to its end. */
async function sendHalf(
  { askGood, clock, unanswered }: CheckContext,
  good: ScoredCase,
  endsAt: number,
): Promise<boolean> {
  const sent = await mapLimit(Array.from({ length: HALF }), AT_ONCE, async () => {
    if (clock.now() >= endsAt || unanswered() !== undefined) return false;
    await askGood(good);
    return true;
  });
  return sent.every((one) => one);
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
