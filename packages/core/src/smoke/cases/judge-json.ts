import { compare, type Extent, formatDifference } from './compare.ts';
import { judgePath } from './judge-path.ts';
import type { Judgement } from './judgement.ts';
import { quote } from './quote.ts';
import { type AnswerJson, readJson } from './read-answer.ts';
import type { Expectation, ExpectedJson, ExpectedSchema } from './smoke-case.ts';
import { withinTime } from './within-time.ts';

const MAX_FAULTS = 20;
const TWICE =
  'The answer is JSON inside a JSON string: run() returns json.dumps(…), which the server encodes once more. It was compared decoded; return the value itself, so that clients need not decode twice.';
const LENIENT =
  'The answer has NaN or Infinity, which no JSON has (RFC 8259): most clients refuse it. Return null or a number instead.';

/** Holds a body against what is expected of its JSON; one that expects none has no faults. */
export function judgeJson(expect: Expectation, body: string): Judgement {
  const { json, jsonSubset, jsonSchema, jsonPath = [] } = expect;
  if ([json, jsonSubset, jsonSchema, expect.jsonPath].every((one) => one === undefined)) {
    return { faults: [], notes: [] };
  }
  const answer = readJson(body);
  if (answer === undefined)
    return { faults: [`the answer is not JSON: ${quote(body)}`], notes: [] };
  const isTextWanted = [json, jsonSubset].some((one) => typeof one?.value === 'string');
  const faults = [
    ...(json === undefined ? [] : judgeValue(json, answer, 'whole')),
    ...(jsonSubset === undefined ? [] : judgeValue(jsonSubset, answer, 'subset')),
    ...(jsonSchema === undefined ? [] : judgeSchema(jsonSchema, answer)),
    ...jsonPath.flatMap((wanted) =>
      inTime(`the jsonpath ${wanted.path}`, () => judgePath(wanted, answer.inner)),
    ),
  ];
  const notes = [
    ...(answer.isEncodedTwice && !isTextWanted ? [TWICE] : []),
    ...(answer.isStrict ? [] : [LENIENT]),
  ];
  return { faults, notes };
}

function judgeValue(expected: ExpectedJson, answer: AnswerJson, extent: Extent): readonly string[] {
  const actual = typeof expected.value === 'string' ? answer.value : answer.inner;
  const differences = compare(actual, expected.value, expected.tolerance, extent);
  return firstOf(differences.slice(0, MAX_FAULTS).map(formatDifference), differences.length);
}

function judgeSchema({ look }: ExpectedSchema, answer: AnswerJson): readonly string[] {
  return inTime('the json-schema', () => {
    // A schema may want the very text that another would want decoded.
    if (answer.isEncodedTwice && look(answer.value).length === 0) return [];
    const violations = look(answer.inner);
    const shown = violations
      .slice(0, MAX_FAULTS)
      .map(({ pointer, message }) => `${pointer === '' ? 'the answer' : pointer}: ${message}`);
    return firstOf(shown, violations.length);
  });
}

function inTime(what: string, work: () => readonly string[]): readonly string[] {
  const done = withinTime(work);
  return done?.value ?? [`${what} found no end on this answer; write one that looks for less`];
}

function firstOf(shown: readonly string[], count: number): readonly string[] {
  const rest = count - shown.length;
  return rest > 0 ? [...shown, `and ${rest} more differences`] : shown;
}
