import { parseAnswer } from '../cases/compare.ts';
import type { ScoredCase } from '../cases/run-cases.ts';
import type { Check } from './check.ts';
import { failed, passed, skipped } from './check.ts';
import { errorIn } from './error-text.ts';
import { exampleOf, type Schema } from './service-schemas.ts';
import { isRecord } from '../../is-record.ts';

const NAMES_ERROR = /error|exception|traceback|message|status/i;

/** An answer that says 200 and holds an error. */
export const errorAs200: Check = {
  id: 'error-as-200',
  title: 'No answer with status 200 holds an error',
  severity: 'error',
  stage: 'beside',
  why: 'Who calls the service, and what watches it, go by the status. An entry script that catches its exception and returns the text answers 200: the failure is taken for a result. Looked for are members such as `error` with a text, tracebacks, texts of exceptions, `{}` (what the server makes of `None`) where the example of /swagger.json shows a result, and the header `x-ms-run-function-failed: True`. An answer that its case expects word by word is left alone, and so is a member `error` that holds a number.',
  remedy:
    'Let the exception rise, so that the server answers 500, or return an AMLResponse with a status of 400 or more. If the answer is right, expect it in the case.',
  async run({ scored, schemas }) {
    const answered = scored.filter(({ answer }) => answer?.status === 200);
    if (answered.length === 0) return skipped('no case was answered with status 200');
    const output = (await schemas())?.output ?? {};
    const faults = answered.flatMap((one) => {
      const fault = faultOf(one, output);
      return fault === undefined ? [] : [`${one.smokeCase.name}: status 200 with ${fault}`];
    });
    if (faults.length === 0) return passed;
    const rest = faults.length > 3 ? `; and ${faults.length - 3} more` : '';
    const remedy = 'let the exception rise or answer with a status of 400 or more';
    return failed(`${faults.slice(0, 3).join('; ')}${rest}: ${remedy}`);
  },
};

function faultOf(one: ScoredCase, output: Schema): string | undefined {
  const { answer, smokeCase, report } = one;
  if (answer === undefined) return undefined;
  if (answer.headers.get('x-ms-run-function-failed')?.toLowerCase() === 'true') {
    return 'the header x-ms-run-function-failed: True';
  }
  if (report.passed && isExpected(smokeCase.expect)) return undefined;
  const body = new TextDecoder().decode(answer.body);
  const parsed = parseAnswer(body);
  const value = typeof parsed?.value === 'string' ? decodedTwice(parsed.value) : parsed?.value;
  const example = exampleOf(output);
  const isNothing = value === null || (isRecord(value) && Object.keys(value).length === 0);
  if (isNothing && example !== undefined && example !== null) {
    return 'nothing in it (run() has returned None), where the example of /swagger.json shows a result';
  }
  return errorIn(parsed === undefined ? body : value);
}

/** The user's word for this very answer; a schema or a part of the answer must name the error. */
function isExpected(expect: ScoredCase['smokeCase']['expect']): boolean {
  const { json, text, contains, matches, bytes, jsonSubset, jsonPath } = expect;
  if ((json ?? text ?? contains ?? matches ?? bytes) !== undefined) return true;
  const named = [JSON.stringify(jsonSubset?.value ?? null), ...(jsonPath ?? []).map(pathOf)];
  return named.some((name) => NAMES_ERROR.test(name));
}

function pathOf({ path }: { readonly path: string }): string {
  return path;
}

/** A run() that returns json.dumps(…) is encoded twice. */
function decodedTwice(text: string): unknown {
  const inner = parseAnswer(text)?.value;
  return typeof inner === 'object' && inner !== null ? inner : text;
}
