import type { Clock } from '../../clock.ts';
import type { Digest } from '../../oci/digest.ts';
import { runCases, type ScoredCase } from '../cases/run-cases.ts';
import type { Expectation, SmokeCase } from '../cases/smoke-case.ts';
import { SmokeError } from '../errors.ts';
import type { Asked } from '../examine.ts';
import { type LoadDeps, sendLoad } from '../load.ts';
import type { SmokeEngine } from '../run/container.ts';
import { waitUntilReady } from '../run/readiness.ts';
import type { SmokeTarget } from '../run/target.ts';
import { withContainer } from '../run/with-container.ts';
import type { Log } from '../../log.ts';
import type { Subject } from '../subject.ts';
import type { BaselineReport } from './baseline-report.ts';
import { driftOf, type Sample } from './drift.ts';
import type { MaxDrift } from './max-drift.ts';

export type BaselineDeps = LoadDeps & {
  readonly engine: SmokeEngine;
  readonly clock: Clock;
  readonly log: Pick<Log, 'debug' | 'info' | 'warn'>;
};

/** The cases and what a version answered to each. */
export type Answers = {
  readonly cases: readonly SmokeCase[];
  readonly samples: ReadonlyMap<string, Sample>;
};

/** Both versions get as many further requests, for medians that say something. */
const ROUNDS = { rounds: 10, timeMs: 5000 };
const READY_TRY_MS = 5000;
/** Whether an answer is as a case expects says nothing about a former version. */
const ANY: Expectation = { status: 200 };

/** Asks a service that has answered its cases a few times more, for its times. */
export async function collectAnswers(
  { subject, scored }: Asked,
  requestTimeoutMs: number,
  deps: LoadDeps,
): Promise<Answers> {
  const cases = scored.map(({ smokeCase }) => ({ ...smokeCase, expect: ANY }));
  const answered = cases.filter((_, index) => scored[index]?.answer !== undefined);
  const load = await sendLoad(answered, { subject, requestTimeoutMs, limits: ROUNDS }, deps);
  const samples = scored.map(({ smokeCase: { name }, answer }): [string, Sample] => {
    // The first request of a case may have waited for a library that is loaded late.
    return [name, { answer, latenciesMs: load.latenciesMs.get(name) ?? [] }];
  });
  return { cases, samples: new Map(samples) };
}

/**
 * Runs another version with the same cases and compares its answers with those of now. A version
 * that does not start or answer is a problem in the report; raises what the engine raises.
 */
export async function runBaseline(
  target: SmokeTarget,
  about: {
    readonly image: string;
    readonly digest: Digest;
    readonly now: Answers;
    readonly maxDrift: MaxDrift | undefined;
  },
  deps: BaselineDeps,
): Promise<BaselineReport> {
  const { image, digest, now, maxDrift } = about;
  const report = { image, digest, maxDrift: maxDrift ?? null };
  const before = await answersOf(target, now.cases, deps);
  if ('problem' in before) {
    const problem = `${image} could not be compared: ${before.problem}`;
    return { ...report, problem, cases: [] };
  }
  const none: Sample = { answer: undefined, latenciesMs: [] };
  const cases = now.cases.map(({ name }) => {
    const pair = {
      before: before.samples.get(name) ?? none,
      now: now.samples.get(name) ?? none,
    };
    return driftOf(name, pair, maxDrift?.absolute);
  });
  return { ...report, problem: null, cases };
}

async function answersOf(
  target: SmokeTarget,
  cases: readonly SmokeCase[],
  deps: BaselineDeps,
): Promise<Answers | { readonly problem: string }> {
  try {
    return await withContainer(target, deps, async (started) => {
      const subject = await started.subject();
      await becomeReady(subject, target, deps);
      const { requestTimeoutMs } = target;
      const scored: ScoredCase[] = [];
      await runCases(cases, { subject, requestTimeoutMs, scored }, deps);
      return collectAnswers({ subject, scored }, requestTimeoutMs, deps);
    });
  } catch (error) {
    if (!(error instanceof SmokeError)) throw error;
    return { problem: error.message };
  }
}

function becomeReady(subject: Subject, target: SmokeTarget, deps: BaselineDeps): Promise<number> {
  const { url, confirm } = subject;
  const { startTimeoutMs } = target;
  const requestTimeoutMs = Math.min(READY_TRY_MS, target.requestTimeoutMs);
  return waitUntilReady({ url, startTimeoutMs, requestTimeoutMs, confirm }, deps);
}
