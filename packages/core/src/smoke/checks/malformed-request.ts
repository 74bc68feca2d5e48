import type { Check } from './check.ts';
import { failed, passed } from './check.ts';
import { answerOf } from './healthy.ts';

/** Bad input is the caller's fault, and the status says so. */
export const malformedRequest: Check = {
  id: 'malformed-request',
  title: 'A malformed request is answered with 4xx',
  severity: 'warning',
  stage: 'service',
  why: 'A 5xx means that the service is broken: monitors raise an alarm and callers try again. A body that breaks off in the middle of its JSON is sent; 4xx is the right answer. The scoring server answers 500 when an undecorated run() fails, whatever it fails on.',
  remedy:
    'Decorate run() with input_schema, or catch the fault of the input and return an AMLResponse with status 400.',
  async run({ malformed }) {
    const sent = await malformed();
    if (sent.kind === 'answered' && sent.answer.status >= 400 && sent.answer.status < 500) {
      return passed;
    }
    const text = `POST with a body that is no JSON ${answerOf(sent)}, not with 4xx: decorate run() with input_schema, or return an AMLResponse with status 400`;
    return failed(text);
  },
};
