import type { Clock } from '../clock.ts';
import { HttpError } from '../http/errors.ts';
import { type Http, readBody } from '../http/http.ts';
import type { SmokeCase } from './cases.ts';
import { compare, formatDifference, parseAnswer, shorten } from './compare.ts';
import { within } from './deadline.ts';
import type { CaseReport } from './report.ts';

/** Largest answer that is read; a scoring server that sends more is at fault. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_FAULTS = 20;

export type ScoreDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly signal: AbortSignal;
};

export type Scored = {
  readonly report: CaseReport;
  readonly outcome: 'answered' | 'late' | 'broken';
};

/** Sends one case to `/score` and holds the answer against what is expected. */
export async function score(
  one: SmokeCase,
  target: { readonly url: URL; readonly requestTimeoutMs: number },
  deps: ScoreDeps,
): Promise<Scored> {
  const startedAt = deps.clock.now();
  try {
    const sent = await within(target.requestTimeoutMs, deps, (signal) =>
      ask(one, target.url, { http: deps.http, signal }),
    );
    const latencyMs = deps.clock.now() - startedAt;
    if (sent.kind === 'late') {
      const limit = `${target.requestTimeoutMs / 1000} s`;
      const fault = `no answer within ${limit}; if run() needs longer, raise request-timeout`;
      return { outcome: 'late', report: unanswered(one.name, fault) };
    }
    const faults = judge(one, { ...sent.value, latencyMs });
    const { status } = sent.value;
    const report = { name: one.name, passed: faults.length === 0, status, latencyMs, faults };
    return { outcome: 'answered', report };
  } catch (error) {
    deps.signal.throwIfAborted();
    if (!(error instanceof HttpError)) throw error;
    return { outcome: 'broken', report: unanswered(one.name, error.message) };
  }
}

/** The report of a case that got no answer. */
export function unanswered(name: string, fault: string): CaseReport {
  return { name, passed: false, status: null, latencyMs: null, faults: [fault] };
}

type Answer = { readonly status: number; readonly body: string };

async function ask(
  one: SmokeCase,
  url: URL,
  { http, signal }: { readonly http: Pick<Http, 'request'>; readonly signal: AbortSignal },
): Promise<Answer> {
  const response = await http.request({
    method: one.method,
    url,
    headers: one.body === undefined ? {} : { 'content-type': one.contentType },
    ...(one.body === undefined ? {} : { body: one.body }),
    signal,
  });
  const bytes = await readBody(response, MAX_ANSWER_BYTES, signal);
  return { status: response.status, body: new TextDecoder().decode(bytes) };
}

function judge(
  { expect }: SmokeCase,
  answer: Answer & { readonly latencyMs: number },
): readonly string[] {
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
