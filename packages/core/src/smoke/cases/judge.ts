import type { Answer } from '../exchange.ts';
import { compare, formatDifference, parseAnswer, shorten } from './compare.ts';
import type { SmokeCase } from './smoke-case.ts';

const MAX_FAULTS = 20;

/** Where an answer is not as its case expects; [] when it is. */
export function judge({ expect }: SmokeCase, given: Answer): readonly string[] {
  const answer = { ...given, body: new TextDecoder().decode(given.body) };
  if (answer.status !== expect.status) {
    return [
      `status ${answer.status}, expected ${expect.status}; the answer: ${quote(answer.body)}`,
    ];
  }
  const faults: string[] = [];
  if (expect.json !== undefined) faults.push(...judgeJson(expect.json, answer.body));
  if (expect.text !== undefined && answer.body !== expect.text) {
    faults.push(`the answer is ${quote(answer.body)}, expected ${shorten(expect.text)}`);
  }
  if (expect.contains !== undefined && !answer.body.includes(expect.contains)) {
    faults.push(`the answer ${quote(answer.body)} does not contain ${shorten(expect.contains)}`);
  }
  if (expect.maxLatencyMs !== undefined && answer.latencyMs > expect.maxLatencyMs) {
    faults.push(`took ${answer.latencyMs} ms, at most ${expect.maxLatencyMs} ms are allowed`);
  }
  return faults;
}

function judgeJson(
  expected: NonNullable<SmokeCase['expect']['json']>,
  body: string,
): readonly string[] {
  const parsed = parseAnswer(body);
  if (parsed === undefined) return [`the answer is not JSON: ${quote(body)}`];
  const differences = compare(parsed.value, expected.value, expected.tolerance);
  const shown = differences.slice(0, MAX_FAULTS).map(formatDifference);
  const rest = differences.length - shown.length;
  return rest > 0 ? [...shown, `and ${rest} more differences`] : shown;
}

function quote(body: string): string {
  return body === '' ? 'an empty body' : body.length > 500 ? `${body.slice(0, 499)}…` : body;
}
