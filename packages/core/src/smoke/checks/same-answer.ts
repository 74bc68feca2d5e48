import type { Check } from './check.ts';
import { failed, passed, skipped } from './check.ts';
import { noGoodCase } from './skip-reasons.ts';

const SLOW_MS = 10_000;

/** The same question gets the same answer. */
export const sameAnswer: Check = {
  id: 'same-answer',
  title: 'The same input gets the same answer',
  severity: 'warning',
  stage: 'service',
  why: 'A model that answers otherwise each time has a random part that nobody fixed, or keeps something from one request to the next. A case that passed is sent twice more; numbers may differ within its tolerance, and members that name a time or a request are left out.',
  remedy:
    'Fix the seeds, put the model into evaluation mode, and keep nothing of a request in a global variable. Switch the check off for a model that draws its answers.',
  async run({ good, variance }) {
    if (good === undefined) return skipped(noGoodCase);
    const latencyMs = good.answer?.latencyMs ?? 0;
    if (latencyMs > SLOW_MS) return skipped(`one answer takes ${latencyMs} ms: too long to repeat`);
    const differences = await variance(good);
    if (differences.length === 0) return passed;
    const text = `${good.smokeCase.name}, sent again: ${differences.join('; ')}; fix the seeds, and keep nothing of a request in a global variable`;
    return failed(text);
  },
};
