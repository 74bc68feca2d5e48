import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { Log } from '../log.ts';
import { assembleReport, type Findings } from './assemble-report.ts';
import type { SmokeCase } from './cases.ts';
import {
  type Candidate,
  confirmCandidate,
  findCandidate,
  shortId,
  type SmokeEngine,
} from './container.ts';
import { SmokeError } from './errors.ts';
import { waitUntilReady } from './readiness.ts';
import type { CaseReport, SmokeFailure, SmokeReport } from './report.ts';
import { score, unanswered } from './score.ts';
import { swaggerCase } from './swagger-case.ts';
import type { SmokeTarget } from './target.ts';

export type SmokeDeps = {
  readonly engine: SmokeEngine;
  readonly http: Pick<Http, 'request'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'debug' | 'info' | 'warn'>;
  readonly signal: AbortSignal;
};

const REMOVE_TIMEOUT_MS = 60_000;
const READY_TRY_MS = 5000;
const SETTLE_MS = 500;
const MAX_LOG_CHARACTERS = 64 * 1024;

/**
 * Runs the image, waits for its scoring server, sends the cases and always removes the container.
 * A container, server or case that fails is a report that did not pass (`failureOf` makes it an
 * error); raises only what the engine raises, or the signal's reason.
 */
export async function smokeTest(target: SmokeTarget, deps: SmokeDeps): Promise<SmokeReport> {
  const startedAt = deps.clock.now();
  const name = `package-model-smoke-${randomBytes(6).toString('hex')}`;
  try {
    const id = await deps.engine.run(
      {
        env: {},
        ...target.container,
        image: target.image,
        name,
        labels: { 'package-model.run': target.runId },
        ports: [target.port],
      },
      deps.signal,
    );
    deps.log.debug(`The container ${shortId(id)} of ${target.image} was started.`);
    const findings = await examine(id, target, deps);
    const log = findings.failure === null ? null : await logOf(id, deps);
    return assembleReport(target, findings, { log, startedAt, finishedAt: deps.clock.now() });
  } finally {
    await remove(name, deps);
  }
}

async function examine(id: string, target: SmokeTarget, deps: SmokeDeps): Promise<Findings> {
  const { engine, log, signal } = deps;
  const cases: CaseReport[] = [];
  const notTested: string[] = [];
  let readyMs: number | null = null;
  try {
    const candidate = await findCandidate(engine, { id, containerPort: target.port }, signal);
    const confirm = () => confirmCandidate(engine, candidate, signal);
    readyMs = await waitUntilReady(
      {
        url: urlOf(candidate, '/'),
        startTimeoutMs: target.startTimeoutMs,
        requestTimeoutMs: Math.min(READY_TRY_MS, target.requestTimeoutMs),
        confirm,
      },
      deps,
    );
    log.info(`The scoring server was ready after ${readyMs} ms.`);
    const chosen = await chooseCases(candidate, target, deps);
    notTested.push(...chosen.notTested);
    await confirm();
    const failure = await scoreAll(chosen.cases, { candidate, target, confirm, cases }, deps);
    return { readyMs, cases, failure, notTested };
  } catch (error) {
    if (!(error instanceof SmokeError)) throw error;
    const failure = { code: error.code, message: error.message };
    return { readyMs, cases, failure, notTested };
  }
}

async function chooseCases(
  candidate: Candidate,
  target: SmokeTarget,
  deps: SmokeDeps,
): Promise<{ readonly cases: readonly SmokeCase[]; readonly notTested: readonly string[] }> {
  if (target.cases.length > 0) return { cases: target.cases, notTested: [] };
  const { requestTimeoutMs } = target;
  const found = await swaggerCase({ server: urlOf(candidate, '/'), requestTimeoutMs }, deps);
  if (found === undefined) {
    deps.log.warn(
      'Nothing was scored: no cases were given, and /swagger.json holds no example. Give cases, or decorate run() with input_schema.',
    );
    return { cases: [], notTested: ['No request was sent to /score: there were no cases.'] };
  }
  deps.log.info(
    'No cases were given: the example of /swagger.json is sent, and only its status must be 200.',
  );
  return { cases: [found], notTested: ['The values of the answers: no cases were given.'] };
}

type Scoring = {
  readonly candidate: Candidate;
  readonly target: SmokeTarget;
  readonly confirm: () => Promise<void>;
  /** Filled case by case, so that what was found stays when the container dies. */
  readonly cases: CaseReport[];
};

async function scoreAll(
  cases: readonly SmokeCase[],
  { candidate, target, confirm, cases: reports }: Scoring,
  deps: SmokeDeps,
): Promise<SmokeFailure | null> {
  const url = urlOf(candidate, '/score');
  for (const [index, one] of cases.entries()) {
    const { outcome, report } = await score(
      one,
      { url, requestTimeoutMs: target.requestTimeoutMs },
      deps,
    );
    reports.push(report);
    if (!report.passed) {
      const rest = cases.slice(index + 1);
      // A worker that hangs or broke cannot be asked again: the rest would only wait for it.
      if (outcome !== 'answered') reports.push(...rest.map((other) => notSent(other, one)));
    }
    // A connection breaks a moment before the engine knows that its container has ended.
    if (outcome === 'broken') await deps.clock.sleep(SETTLE_MS, deps.signal);
    await confirm();
    deps.log.debug(`${one.name}: ${report.passed ? 'passed' : report.faults.join('; ')}`);
    if (outcome === 'late') return { code: 'SCORE_TIMEOUT', message: summary(reports) };
    if (outcome === 'broken') break;
  }
  if (reports.every((report) => report.passed)) return null;
  return { code: 'CASE_FAILED', message: summary(reports) };
}

function notSent(one: SmokeCase, before: SmokeCase): CaseReport {
  return unanswered(one.name, `not sent: ${before.name} got no answer`);
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

async function logOf(id: string, { engine, log, signal }: SmokeDeps): Promise<string> {
  try {
    return (await engine.logs(id, signal)).slice(-MAX_LOG_CHARACTERS);
  } catch (error) {
    signal.throwIfAborted();
    // The finding itself matters more than the log that would explain it.
    log.warn(`The log of the container ${shortId(id)} could not be read: ${messageOf(error)}`);
    return '';
  }
}

async function remove(name: string, { engine, log }: SmokeDeps): Promise<void> {
  try {
    // The caller's signal may have been aborted; the container goes all the same.
    await engine.removeContainer(name, AbortSignal.timeout(REMOVE_TIMEOUT_MS));
  } catch (error) {
    log.warn(
      `The container ${name} could not be removed (${messageOf(error)}); remove it with: docker rm -f ${name}`,
    );
  }
}

function urlOf(candidate: Candidate, path: string): URL {
  return new URL(path, `http://127.0.0.1:${candidate.hostPort}`);
}
