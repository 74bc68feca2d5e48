import type { Answer, Exchange, ExchangeDeps } from '../exchange.ts';
import { exchange } from '../exchange.ts';
import type { CaseReport } from '../report/report.ts';
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
  const { method, path, headers, body, name } = smokeCase;
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
    return { smokeCase, kind: 'broken', report: unanswered(name, sent.message), answer: undefined };
  }
  if (sent.kind === 'late') {
    const limit = `${target.requestTimeoutMs / 1000} s`;
    const fault = `no answer within ${limit}; if run() needs longer, raise request-timeout`;
    return { smokeCase, kind: 'late', report: unanswered(name, fault), answer: undefined };
  }
  const { answer } = sent;
  const faults = judge(smokeCase, answer);
  const { status, latencyMs } = answer;
  const report = { name, passed: faults.length === 0, status, latencyMs, faults };
  return { smokeCase, kind: 'answered', report, answer };
}

/** The report of a case that got no answer. */
export function unanswered(name: string, fault: string): CaseReport {
  return { name, passed: false, status: null, latencyMs: null, faults: [fault] };
}
