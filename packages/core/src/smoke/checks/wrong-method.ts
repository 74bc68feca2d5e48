import type { Check } from './check.ts';
import { failed, passed } from './check.ts';
import { answerOf } from './healthy.ts';

/** A method that the service does not know is told as that. */
export const wrongMethod: Check = {
  id: 'wrong-method',
  title: 'A wrong method is answered with 405',
  severity: 'warning',
  stage: 'service',
  why: 'A service that takes any method runs the model for crawlers and scanners, and a caller with a wrong method is not told. `DELETE /score` is sent; 405 is the right answer. A run() under rawhttp gets every method and must refuse itself.',
  remedy: 'In a run() under rawhttp, return an AMLResponse with status 405 for other methods.',
  async run({ ask }) {
    const sent = await ask({ method: 'DELETE', path: '/score' });
    if (sent.kind === 'answered' && sent.answer.status === 405) return passed;
    const text = `DELETE /score ${answerOf(sent)}, not 405: return an AMLResponse with status 405 for methods that run() does not serve`;
    return failed(text);
  },
};
