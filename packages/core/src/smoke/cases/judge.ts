import type { Answer } from '../exchange.ts';
import { shorten } from './compare.ts';
import { judgeJson } from './judge-json.ts';
import type { Judgement } from './judgement.ts';
import { quote } from './quote.ts';
import { readText } from './read-answer.ts';
import type { Expectation, SmokeCase, StatusRange } from './smoke-case.ts';
import { withinTime } from './within-time.ts';

const MAX_SEARCHED = 1024 * 1024;

/** Holds an answer against what its case expects. */
export function judge({ expect }: Pick<SmokeCase, 'expect'>, answer: Answer): Judgement {
  const wrongStatus = judgeStatus(expect, answer);
  if (wrongStatus !== undefined) return { faults: [wrongStatus], notes: [] };
  const faults: string[] = [...judgeHeaders(expect, answer)];
  const notes: string[] = [];
  if (expect.bytes !== undefined && answer.digest !== expect.bytes.digest) {
    const { digest, from } = expect.bytes;
    faults.push(
      `the answer (${answer.sizeBytes} bytes) has the digest ${answer.digest}, expected ${digest} (${from})`,
    );
  }
  if (looksAtText(expect)) {
    const read = readText(answer);
    if (read.kind === 'unreadable') faults.push(read.fault);
    else {
      faults.push(...judgeText(expect, read.text));
      const judged = judgeJson(expect, read.text);
      faults.push(...judged.faults);
      notes.push(...judged.notes);
    }
  }
  if (expect.maxLatencyMs !== undefined && answer.latencyMs > expect.maxLatencyMs) {
    faults.push(`took ${answer.latencyMs} ms, at most ${expect.maxLatencyMs} ms are allowed`);
  }
  return { faults, notes };
}

function judgeStatus({ status: wanted }: Expectation, answer: Answer): string | undefined {
  if (wanted === answer.status) return undefined;
  const ranges: readonly StatusRange[] = Array.isArray(wanted) ? wanted : [wanted];
  const fits = ranges.some((range) =>
    typeof range === 'number'
      ? range === answer.status
      : Number(range[0]) === Math.floor(answer.status / 100),
  );
  if (fits) return undefined;
  const text = new TextDecoder().decode(answer.body.subarray(0, 2000));
  const target = answer.headers.get('location');
  const isRedirect = answer.status >= 300 && answer.status < 400 && target !== undefined;
  const led = isRedirect ? `; it leads to ${target}, and redirects are not followed` : '';
  return `status ${answer.status}, expected ${ranges.join(' or ')}${led}; the answer: ${quote(text)}`;
}

function judgeHeaders({ headers = [] }: Expectation, answer: Answer): readonly string[] {
  return headers.flatMap((wanted) => {
    const { name } = wanted;
    const found = answer.headers.get(name);
    const expected =
      'value' in wanted ? `expected ${shorten(wanted.value)}` : `expected ${wanted.matches}`;
    if (found === undefined) return [`the header ${name} is missing, ${expected}`];
    const fits = 'value' in wanted ? found === wanted.value : isFound(wanted.matches, found);
    if (fits === undefined) return [tooLong('matches' in wanted ? wanted.matches : '')];
    return fits ? [] : [`the header ${name} is ${shorten(found)}, ${expected}`];
  });
}

function judgeText({ text, contains, matches = [] }: Expectation, body: string): readonly string[] {
  const faults: string[] = [];
  if (text !== undefined && body !== text) {
    faults.push(`the answer is ${quote(body)}, expected ${shorten(text)}`);
  }
  if (contains !== undefined && !body.includes(contains)) {
    faults.push(`the answer ${quote(body)} does not contain ${shorten(contains)}`);
  }
  for (const pattern of matches) {
    const found = isFound(pattern, body);
    if (found === undefined) faults.push(tooLong(pattern));
    else if (!found) faults.push(`the answer ${quote(body)} does not match ${pattern}`);
  }
  return faults;
}

function looksAtText(expect: Expectation): boolean {
  const { text, contains, matches, json, jsonSubset, jsonSchema, jsonPath } = expect;
  return [text, contains, matches, json, jsonSubset, jsonSchema, jsonPath].some(
    (one) => one !== undefined,
  );
}

/** Undefined when the search takes too long. Of a long text only the first part is searched. */
function isFound(pattern: string, text: string): boolean | undefined {
  const searched = text.slice(0, MAX_SEARCHED);
  return withinTime(() => new RegExp(pattern, 'u').test(searched))?.value;
}

function tooLong(pattern: string): string {
  return `the regular expression ${pattern} found no end on this answer; write one that looks for less, without a repeated part inside a repeated part`;
}
