import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { Log } from '../log.ts';
import { chooseCases } from './cases/choose-cases.ts';
import { runCases, type ScoredCase } from './cases/run-cases.ts';
import { allChecks } from './checks/all.ts';
import { checkContext } from './checks/context.ts';
import { runChecks } from './checks/run-checks.ts';
import { SmokeError } from './errors.ts';
import { peakMemoryOf } from './run/peak-memory.ts';
import type { Findings } from './report/assemble-report.ts';
import { type CheckReport, isFault, type SmokeFailure } from './report/report.ts';
import { waitUntilReady } from './run/readiness.ts';
import type { SmokeTarget } from './run/target.ts';
import type { Subject } from './subject.ts';

export type ExamineDeps = {
  readonly http: Pick<Http, 'request'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'debug' | 'info' | 'warn'>;
  readonly signal: AbortSignal;
  /** Called once the cases have been sent, whatever was answered. */
  readonly onScored?: (scored: readonly ScoredCase[]) => Promise<void>;
  /** Asks more of a service that has answered its cases as it must, before the checks. */
  readonly afterCases?: (asked: Asked) => Promise<void>;
};

/** The service and what it has answered. */
export type Asked = { readonly subject: Subject; readonly scored: readonly ScoredCase[] };

/** What of a target says how its service is asked. */
export type ExamineTarget = Pick<
  SmokeTarget,
  'cases' | 'severities' | 'startTimeoutMs' | 'requestTimeoutMs' | 'container'
>;

type Draft = { -readonly [K in keyof Findings]: Findings[K] } & { scored: ScoredCase[] };

const READY_TRY_MS = 5000;

/**
 * Waits for the service, sends the cases and runs the checks. What was found stays when the service
 * dies on the way.
 */
export async function examine(
  start: () => Promise<Subject>,
  target: ExamineTarget,
  deps: ExamineDeps,
): Promise<Findings> {
  const draft: Draft = {
    readyMs: null,
    scored: [],
    casesFrom: 'none',
    checks: [],
    failure: null,
    notTested: [],
    peakMemoryBytes: null,
  };
  try {
    const subject = await start();
    draft.readyMs = await becomeReady(subject, target, deps);
    const { requestTimeoutMs } = target;
    const chosen = await chooseCases(target.cases, { subject, requestTimeoutMs }, deps);
    draft.casesFrom = chosen.from;
    draft.notTested = chosen.notTested;
    // Given cases ask nothing: what readiness has found still holds.
    if (chosen.from !== 'given') await subject.confirm();
    const { scored } = draft;
    const failure = await runCases(chosen.cases, { subject, requestTimeoutMs, scored }, deps);
    draft.failure = failure;
    await deps.onScored?.(scored);
    // A service that did not answer is not asked further questions.
    if (failure?.code === 'SCORE_TIMEOUT') return draft;
    if (failure === null) await deps.afterCases?.({ subject, scored });
    const hasFailed = failure !== null;
    const given = target.container ?? {};
    const parts = { ...deps, subject, given, requestTimeoutMs, scored, hasFailed };
    // Beside the checks, as the last of them end the container.
    const peak = peakOf(subject, deps);
    draft.checks = await runChecks(allChecks, target.severities, checkContext(parts));
    draft.peakMemoryBytes = await peak;
    draft.failure = withFaults(failure, draft.checks);
  } catch (error) {
    if (!(error instanceof SmokeError)) throw error;
    draft.failure ??= { code: error.code, message: error.message };
  }
  return draft;
}

async function peakOf(
  { container }: Subject,
  { signal, log }: ExamineDeps,
): Promise<number | null> {
  if (container === undefined) return null;
  try {
    return await peakMemoryOf(container.running.id, container.engine, signal);
  } catch (error) {
    // Only a number of the report is missing then; an abort shows in the checks.
    log.debug(`The memory of the container is not known: ${messageOf(error)}`);
    return null;
  }
}

async function becomeReady(
  subject: Subject,
  target: ExamineTarget,
  deps: ExamineDeps,
): Promise<number> {
  const readyMs = await waitUntilReady(
    {
      url: subject.url,
      startTimeoutMs: target.startTimeoutMs,
      requestTimeoutMs: Math.min(READY_TRY_MS, target.requestTimeoutMs),
      confirm: subject.confirm,
      // A service of our own container may still be starting behind a proxy that says no.
      ...(subject.container === undefined && { refusals: [401, 403] }),
    },
    deps,
  );
  deps.log.info(`The scoring server was ready after ${readyMs} ms.`);
  return readyMs;
}

/** What the cases found, and every check that failed with it. */
function withFaults(
  failure: SmokeFailure | null,
  checks: readonly CheckReport[],
): SmokeFailure | null {
  const faults = checks.filter(isFault);
  if (faults.length === 0) return failure;
  const shown = faults.map(({ id, message }) => `\n  ${id}: ${message ?? ''}`);
  const count = faults.length === 1 ? '1 check' : `${faults.length} checks`;
  const message = `${count} failed:${shown.join('')}`;
  if (failure === null) return { code: 'CHECK_FAILED', message };
  return { code: failure.code, message: `${failure.message}\n${message}` };
}
