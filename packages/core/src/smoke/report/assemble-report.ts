import { casesDigest } from '../cases/cases-digest.ts';
import { telltale, tellsOfKilledWorker } from '../failure/log-tail.ts';
import type { ScoredCase } from '../cases/run-cases.ts';
import type { Digest } from '../../oci/digest.ts';
import { median } from '../median.ts';
import type { RootCause } from '../failure/cause.ts';
import { noFacts, type RunFacts } from './facts.ts';
import type { CasesFrom, CheckReport, SmokeFailure, SmokeOutcome, SmokeReport } from './report.ts';
import type { SmokeTarget } from '../run/target.ts';

/** What a smoke test found, without the times and the log. */
export type Findings = {
  readonly readyMs: number | null;
  readonly scored: readonly ScoredCase[];
  readonly casesFrom: CasesFrom;
  readonly checks: readonly CheckReport[];
  readonly failure: SmokeFailure | null;
  readonly notTested: readonly string[];
  readonly peakMemoryBytes: number | null;
};

/** What was found, with the log's telling part in the failure's message, as a report. */
export function assembleReport(
  target: Pick<SmokeTarget, 'image' | 'cases' | 'container' | 'modelTransfer' | 'notTested'> & {
    readonly imageDigest: Digest | null;
  },
  { readyMs, scored, casesFrom, checks, failure, notTested, peakMemoryBytes }: Findings,
  times: {
    readonly log: string | null;
    readonly cause: RootCause | undefined;
    readonly startedAt: number;
    readonly finishedAt: number;
  },
): SmokeReport {
  const cases = scored.map(({ report }) => report);
  return {
    schemaVersion: 1,
    image: target.image,
    imageDigest: target.imageDigest,
    modelTransfer: target.modelTransfer ?? 'image',
    passed: failure === null,
    outcome: outcomeOf(failure, readyMs),
    startedAt: new Date(times.startedAt).toISOString(),
    finishedAt: new Date(times.finishedAt).toISOString(),
    readyMs,
    latencyMs: median(cases.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]))),
    casesDigest: casesDigest(target.cases),
    cases,
    casesFrom,
    checks,
    failure:
      failure === null || times.log === null ? failure : told(failure, times.cause, times.log),
    cause: times.cause ?? null,
    log: times.log,
    facts: { ...noFacts, limits: limitsOf(target), peakMemoryBytes },
    baseline: null,
    profile: null,
    notTested: [...notTested, ...(target.notTested ?? [])],
  };
}

function limitsOf({ container }: Pick<SmokeTarget, 'container'>): RunFacts['limits'] {
  return { cpus: container?.cpus ?? null, memoryBytes: container?.memoryBytes ?? null };
}

function outcomeOf(failure: SmokeFailure | null, readyMs: number | null): SmokeOutcome {
  switch (failure?.code) {
    case undefined:
      return 'passed';
    case 'CONTAINER_DIED':
    case 'PORT_LOST':
    case 'ACCESS_DENIED':
      return readyMs === null ? 'start-failed' : 'case-failed';
    case 'NOT_READY':
    case 'SCORE_TIMEOUT':
      return 'timeout';
    case 'CASE_FAILED':
      return 'case-failed';
    case 'CHECK_FAILED':
    case 'MODEL_CHANGED':
    case 'NOT_PASSED':
      return 'check-failed';
    case 'CLEANUP_FAILED':
      return 'cleanup-failed';
  }
}

/** The cause in one line comes first, then what was seen of it. */
function told(
  { code, message }: SmokeFailure,
  cause: RootCause | undefined,
  log: string,
): SmokeFailure {
  const shown = telltale(log);
  const tail = shown === '' ? 'It wrote no log.' : `The log of the container:\n${shown}`;
  if (cause !== undefined) {
    return { code, message: [cause.message, ...cause.excerpt, message, tail].join('\n') };
  }
  const hint = tellsOfKilledWorker(log)
    ? '\nA worker of the scoring server was killed, usually for lack of memory.'
    : '';
  return { code, message: `${message}${hint}\n${tail}` };
}
