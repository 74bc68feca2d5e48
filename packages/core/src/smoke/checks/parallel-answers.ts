import { mapLimit } from '../../map-limit.ts';
import type { Check } from './check.ts';
import { failed, passed, skipped } from './check.ts';
import { differencesOf } from './differences.ts';
import { noGoodCase } from './skip-reasons.ts';

const AT_ONCE = 8;
const BUDGET_MS = 10_000;

/** Callers that come together do not get into each other's way. */
export const parallelAnswers: Check = {
  id: 'parallel-answers',
  title: '8 requests at once get the same answers',
  severity: 'warning',
  stage: 'service',
  why: 'Callers come together. A script that keeps state in a global variable or a file mixes them up under several workers or threads. A case that passed is sent 8 times at once; each answer must be the one that it got alone. Not done when 8 answers would take longer than 10 s.',
  remedy: 'Keep nothing of a request outside run(): no global variable, no file of a fixed name.',
  async run({ good, askGood, variance, unanswered }) {
    if (good === undefined) return skipped(noGoodCase);
    const latencyMs = good.answer?.latencyMs ?? 0;
    if (latencyMs * AT_ONCE > BUDGET_MS) {
      return skipped(`one answer takes ${latencyMs} ms: ${AT_ONCE} of them would take too long`);
    }
    if ((await variance(good)).length > 0) {
      return skipped('the answers differ one after the other already (same-answer)');
    }
    if (unanswered() !== undefined) return skipped('the service has stopped answering');
    const sent = await mapLimit(Array.from({ length: AT_ONCE }), AT_ONCE, () => askGood(good));
    const differing = sent
      .map((one) => differencesOf(good, one))
      .filter(({ length }) => length > 0);
    const [first] = differing;
    if (first === undefined) return passed;
    const text = `${differing.length} of ${AT_ONCE} answers to ${good.smokeCase.name}, sent at once, are not the one it got alone: ${first.slice(0, 3).join('; ')}; keep nothing of a request outside run()`;
    return failed(text);
  },
};
