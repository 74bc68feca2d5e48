import { parseAnswer, shorten } from '../cases/compare.ts';
import type { ScoredCase } from '../cases/run-cases.ts';
import type { Check } from './check.ts';
import { failed, passed } from './check.ts';
import { isJson } from '../is-json.ts';

/** Printed arrays and types: `array([1, 2])`, `dtype=float32`, `np.float64(1.5)`. */
const PRINTED =
  /\barray\(\[|\bdtype[=:(]|\b(np|numpy)\.(float|int|uint|bool|str)\w*(\(|'|>)|\btensor\(\[?[\d-]/;
const NUMBER = String.raw`-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?`;
/** `[1 2 3]` and `[[1. 2.]\n [3. 4.]]`: numbers between blanks, as str(array) has them. */
const BARE_ARRAY = new RegExp(String.raw`^\[+\s*${NUMBER}(\s*\]*\s+\[*\s*${NUMBER})+\s*\]+$`, 'i');
const NOT_SERIALIZABLE = 'An unexpected internal error occurred';
const MAX_TEXTS = 10_000;

/** Answers are JSON that every client can read. */
export const numpyInAnswers: Check = {
  id: 'numpy-in-answers',
  title: 'Answers hold no NaN and no printed arrays',
  severity: 'warning',
  stage: 'beside',
  why: 'NaN and Infinity are no JSON: Python reads them, most other clients refuse the whole answer. A NumPy array that was made a text (`[1 2 3]`, `array([…])`) cannot be read at all. An answer that cannot be written as JSON gets status 500 with a text that does not say why.',
  remedy: 'Return array.tolist() or number.item(), and None in the place of NaN.',
  async run({ scored }) {
    const faults = scored.flatMap((one) => {
      const fault = faultOf(one);
      return fault === undefined ? [] : [`${one.smokeCase.name}: ${fault}`];
    });
    return faults.length === 0 ? passed : failed(faults.slice(0, 3).join('; '));
  },
};

function faultOf({ answer }: ScoredCase): string | undefined {
  if (answer === undefined) return undefined;
  const body = new TextDecoder().decode(answer.body);
  if (answer.status === 500 && body.includes(NOT_SERIALIZABLE)) {
    return 'the server could not write the result as JSON, most often for a NumPy type; return array.tolist() or number.item()';
  }
  if (answer.status !== 200) return undefined;
  const parsed = parseAnswer(body);
  if (parsed === undefined) return undefined;
  if (!isJson(body)) return 'NaN or Infinity in the answer, which is no JSON; return None instead';
  let left = MAX_TEXTS;
  const printed = findText(parsed.value, (text) => {
    left -= 1;
    return left > 0 && (PRINTED.test(text) || BARE_ARRAY.test(text.trim()));
  });
  if (printed === undefined) return undefined;
  return `${shorten(printed)} is a printed array or type; return array.tolist() or number.item()`;
}

function findText(value: unknown, isFound: (text: string) => boolean): string | undefined {
  if (typeof value === 'string') return isFound(value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of Object.values(value)) {
    const found = findText(member, isFound);
    if (found !== undefined) return found;
  }
  return undefined;
}
