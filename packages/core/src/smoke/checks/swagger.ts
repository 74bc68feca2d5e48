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
  why: 'Callers and generated clients build their requests by /swagger.json. The request of a case that passed is held against its ServiceInput: names of parameters and types, with whole and broken numbers as one. A service that describes no input passes.',
  remedy:
    'Give input_schema a sample like the real input; where the image brings a swagger.json of its own, make it anew.',
  async run({ schemas, good }) {
    const found = await schemas();
    if (found === undefined) {
      return failed('GET /swagger.json gives no document that can be read: callers have nothing');
    }
    if (good === undefined) return skipped(noGoodCase);
    const { body, headers } = good.smokeCase;
    const isJson = headers['content-type']?.includes('json') === true;
    if (!isJson || typeof body !== 'string') return passed;
    const faults = misfits(found.input, body);
    if (faults.length === 0) return passed;
    const text = `the ServiceInput of /swagger.json does not fit ${good.smokeCase.name}, which passed: ${faults.join('; ')}; give input_schema a sample like the real input`;
    return failed(text);
  },
};
