import type { Exchange } from '../exchange.ts';
import type { Check, CheckContext, Verdict } from './check.ts';
import { failed, passed } from './check.ts';

/** A healthy server answers at once; one that hangs is not waited for as long as for a score. */
const HEALTH_TIMEOUT_MS = 10_000;

/** The service lives after everything that was asked of it. */
export const healthy: Check = {
  id: 'healthy',
  title: 'GET / answers 200 at the end',
  severity: 'error',
  stage: 'after',
  why: 'Platforms ask `GET /` and restart a container that does not answer 200. A service that is ready and later is not, after a few requests, will be restarted all day.',
  remedy: 'Look at the log of the container for what happened after the last case.',
  async run(context) {
    const verdict = await askHealth(context, 'after the cases and checks');
    // Otherwise another program may have answered in its place.
    await context.subject.confirm();
    return verdict;
  },
};

/** A bad request harms nobody but the one who sent it. */
export const healthyAfterMalformed: Check = {
  id: 'healthy-after-malformed',
  title: 'GET / answers 200 after a malformed request',
  severity: 'error',
  stage: 'service',
  why: 'One caller with a broken body must not take the service from all others. A body that is no JSON is sent, then `GET /` must still answer 200.',
  remedy: 'Do not end the process in run(); raise an exception, or answer with a status of 400.',
  async run(context) {
    await context.malformed();
    return askHealth(context, 'after a body that is no JSON');
  },
};

async function askHealth(context: CheckContext, when: string): Promise<Verdict> {
  const sent = await context.ask({ method: 'GET', path: '/', timeoutMs: HEALTH_TIMEOUT_MS });
  if (sent.kind === 'answered' && sent.answer.status === 200) return passed;
  const text = `GET / ${answerOf(sent)} ${when}; it must be 200 as long as the service lives`;
  return failed(text);
}

/** `answered 500`, for messages. */
export function answerOf(sent: Exchange): string {
  switch (sent.kind) {
    case 'answered':
      return `answered ${sent.answer.status}`;
    case 'late':
      return 'got no answer in time';
    case 'broken':
      return `got no answer (${sent.message})`;
  }
}
