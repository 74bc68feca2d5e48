import type { Answer, Exchange, ExchangeDeps } from '../exchange.ts';
import { exchange } from '../exchange.ts';
import type { CaseReport } from '../report/report.ts';
import { describeAnswer, describeRequest } from './describe.ts';
import { judge } from './judge.ts';
import type { SmokeCase } from './smoke-case.ts';

export type ScoredCase = {
  readonly smokeCase: SmokeCase;
  readonly report: CaseReport;
  /** Undefined when none came. */
  readonly answer: Answer | undefined;
};

/** Sends one case and holds the answer against what is expected. */
export async function score(
  smokeCase: SmokeCase,
  target: { readonly root: URL; readonly requestTimeoutMs: number },
  deps: ExchangeDeps,
): Promise<ScoredCase & { readonly kind: Exchange['kind'] }> {
  const { method, path, headers, body } = smokeCase;
  const { 'content-type': contentType, ...others } = headers;
  const isTyped = body !== undefined && contentType !== undefined;
  const sent = await exchange(
    {
      method,
      url: new URL(path, target.root),
      headers: isTyped ? headers : others,
      ...(body !== undefined && { body }),
      timeoutMs: target.requestTimeoutMs,
    },
    deps,
  );
  if (sent.kind === 'broken') {
    return {
      smokeCase,
      kind: 'broken',
      report: unanswered(smokeCase, sent.message),
      answer: undefined,
    };
  }
  if (sent.kind === 'late') {
    const limit = `${target.requestTimeoutMs / 1000} s`;
    const fault = `no answer within ${limit}; if run() needs longer, raise request-timeout`;
    return { smokeCase, kind: 'late', report: unanswered(smokeCase, fault), answer: undefined };
  }
  const { answer } = sent;
  const faults = judge(smokeCase, answer);
  const { status, latencyMs } = answer;
  const report: CaseReport = {
    ...unanswered(smokeCase, ''),
    passed: faults.length === 0,
    status,
    latencyMs,
    faults,
    latenciesMs: [latencyMs],
    answer: describeAnswer(answer),
  };
  return { smokeCase, kind: 'answered', report, answer };
}

/** The report of a case that got no answer. */
export function unanswered(smokeCase: SmokeCase, fault: string): CaseReport {
  return {
    name: smokeCase.name,
    passed: false,
    status: null,
    latencyMs: null,
    faults: [fault],
    notes: [],
    latenciesMs: [],
    request: describeRequest(smokeCase),
    answer: null,
  };
}
