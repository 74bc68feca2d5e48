import type { Clock } from '../../clock.ts';
import type { Http } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import type { CaseReport, SmokeFailure } from '../report/report.ts';
import type { Subject } from '../subject.ts';
import { score, type ScoredCase, unanswered } from './score.ts';
import type { SmokeCase } from './smoke-case.ts';

export type { ScoredCase } from './score.ts';

export type RunCasesDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'debug'>;
  readonly signal: AbortSignal;
};

/** A connection breaks a moment before the engine knows that its container has ended. */
const SETTLE_MS = 250;
const SETTLE_LOOKS = 12;
const CONFIRM_EVERY_MS = 1000;

/**
 * Sends the cases in their order. `scored` is filled case by case, so that what was found stays
 * when the container dies: then SmokeError, as `subject.confirm` raises it.
 */
export async function runCases(
  cases: readonly SmokeCase[],
  {
    subject,
    requestTimeoutMs,
    scored,
  }: {
    readonly subject: Subject;
    readonly requestTimeoutMs: number;
    readonly scored: ScoredCase[];
  },
  deps: RunCasesDeps,
): Promise<SmokeFailure | null> {
  let confirmedAt = deps.clock.now();
  const confirm = async (): Promise<void> => {
    await subject.confirm();
    confirmedAt = deps.clock.now();
  };
  for (const [index, one] of cases.entries()) {
    const { kind, ...found } = await score(one, { root: subject.url, requestTimeoutMs }, deps);
    scored.push(found);
    // A worker that hangs or broke cannot be asked again: the rest would only wait for it.
    if (kind !== 'answered')
      scored.push(...cases.slice(index + 1).map((other) => notSent(other, one)));
    if (kind === 'broken') await settle(confirm, deps);
    const { passed, faults } = found.report;
    // Asking the engine takes longer than most answers: all is confirmed at the end.
    const isDoubtful = !passed && deps.clock.now() - confirmedAt >= CONFIRM_EVERY_MS;
    if (kind !== 'answered' || isDoubtful || index === cases.length - 1) await confirm();
    deps.log.debug(`${one.name}: ${passed ? 'passed' : faults.join('; ')}`);
    if (kind === 'late') return { code: 'SCORE_TIMEOUT', message: summary(reportsOf(scored)) };
    if (kind === 'broken') break;
  }
  const reports = reportsOf(scored);
  if (reports.every(({ passed }) => passed)) return null;
  return { code: 'CASE_FAILED', message: summary(reports) };
}

/** Rises as `confirm` does, once the engine knows. */
async function settle(confirm: () => Promise<void>, { clock, signal }: RunCasesDeps) {
  for (let look = 0; look < SETTLE_LOOKS; look += 1) {
    await clock.sleep(SETTLE_MS, signal);
    await confirm();
  }
}

function reportsOf(scored: readonly ScoredCase[]): readonly CaseReport[] {
  return scored.map(({ report }) => report);
}

function notSent(smokeCase: SmokeCase, before: SmokeCase): ScoredCase {
  const report = unanswered(smokeCase, `not sent: ${before.name} got no answer`);
  return { smokeCase, report, answer: undefined };
}

function summary(reports: readonly CaseReport[]): string {
  const failed = reports.filter((report) => !report.passed);
  const shown = failed.slice(0, 5).map((report) => {
    const faults = report.faults.slice(0, 5).map((fault) => `\n    ${fault}`);
    const rest = report.faults.length > 5 ? `\n    and ${report.faults.length - 5} more` : '';
    return `\n  ${report.name}:${faults.join('')}${rest}`;
  });
  const rest = failed.length > 5 ? `\n  and ${failed.length - 5} more cases` : '';
  return `${failed.length} of ${reports.length} smoke-test cases failed:${shown.join('')}${rest}`;
}
