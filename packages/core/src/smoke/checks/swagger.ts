import type { SmokeCase } from '../cases/smoke-case.ts';
import type { Check } from './check.ts';
import { failed, passed, skipped } from './check.ts';
import { noGoodCase } from './skip-reasons.ts';
import { misfits } from './schema-fit.ts';

/** What the service says of its input is what it takes. */
export const swagger: Check = {
  id: 'swagger',
  title: '/swagger.json is there and fits the payload',
  severity: 'warning',
  stage: 'service',
  why: 'Callers and generated clients build their requests by /swagger.json. The requests of the cases that passed are held against its ServiceInput, names of parameters and types, with whole and broken numbers as one; one of them must fit, as a service may take short forms too. A service that describes no input passes.',
  remedy:
    'Give input_schema a sample like the real input; where the image brings a swagger.json of its own, make it anew.',
  async run({ schemas, scored }) {
    const found = await schemas();
    if (found === undefined) {
      return failed('GET /swagger.json gives no document that can be read: callers have nothing');
    }
    const sent = scored.filter(({ report, answer }) => report.passed && answer?.status === 200);
    if (sent.length === 0) return skipped(noGoodCase);
    let first: string | undefined;
    for (const { smokeCase } of sent) {
      const payload = jsonOf(smokeCase);
      if (payload === undefined) continue;
      const faults = misfits(found.input, payload);
      if (faults.length === 0) return passed;
      first ??= `${smokeCase.name}, which passed: ${faults.join('; ')}`;
    }
    if (first === undefined) return passed;
    const remedy = 'give input_schema a sample like the real input';
    return failed(`the ServiceInput of /swagger.json does not fit ${first}; ${remedy}`);
  },
};

function jsonOf({ headers, body }: SmokeCase): string | undefined {
  const isJson = headers['content-type']?.includes('json') === true;
  return isJson && typeof body === 'string' ? body : undefined;
}
