import { within } from '../deadline.ts';
import type { SmokeCase } from '../cases/smoke-case.ts';
import type { SmokeTarget } from '../run/target.ts';
import { spreadOf } from './figures.ts';
import { latencyBar, slowness } from './latency-bar.ts';
import { measure, type MeasureDeps } from './measure.ts';
import type { ProfileReport, TrialReport } from './profile-report.ts';
import { memoryLimit, nextStep, recommended, type SearchSettings, type Trial } from './search.ts';
import { tellTrial } from './tell-profile.ts';

export type ProfileRequest = {
  readonly target: SmokeTarget;
  readonly cases: readonly SmokeCase[];
  readonly budgetMs: number;
  /** Without it at most twice what 95 % of the requests take without limits. */
  readonly maxLatencyMs: number | undefined;
  readonly engineCpus: number;
};

const REPEATS = 3;
const MAX_TRIALS = 60;
const START_SLACK_MS = 5000;
const START_FACTOR = 3;

/**
 * Finds the smallest resources with which the service serves its cases, within the time budget.
 * Raises what the engine raises.
 */
export async function runProfile(
  request: ProfileRequest,
  deps: MeasureDeps,
): Promise<ProfileReport> {
  const { clock, log } = deps;
  const { budgetMs, engineCpus } = request;
  const startedAt = clock.now();
  const settings: SearchSettings = {
    engineCpus: engineCpus > 0 ? engineCpus : 1,
    repeats: REPEATS,
  };
  const done: TrialReport[] = [];
  let ended: ProfileReport['ended'] = 'budget';
  while (done.length < MAX_TRIALS) {
    const step = nextStep(done, settings);
    if (step.kind !== 'trial') {
      ended = step.kind;
      break;
    }
    const leftMs = budgetMs - (clock.now() - startedAt);
    const measured = await measureWithin(leftMs, step.trial, { request, done, deps });
    if (measured === undefined) break;
    done.push(measured);
    log.info(tellTrial(measured));
  }
  const found = recommended(done, settings);
  const durationSeconds = Math.round((clock.now() - startedAt) / 100) / 10;
  const limits = found && { cpus: found.cpu, memoryBytes: memoryLimit(found) };
  const same = done.filter(
    ({ cpus, memoryBytes }) => cpus === limits?.cpus && memoryBytes === limits.memoryBytes,
  );
  return {
    recommended: found,
    ended,
    trials: done,
    spread: spreadOf(same),
    budgetSeconds: budgetMs / 1000,
    durationSeconds,
  };
}

/** Undefined when the budget ends first; what was under way then says nothing. */
async function measureWithin(
  leftMs: number,
  trial: Trial,
  {
    request,
    done,
    deps,
  }: {
    readonly request: ProfileRequest;
    readonly done: readonly TrialReport[];
    readonly deps: MeasureDeps;
  },
): Promise<TrialReport | undefined> {
  if (leftMs <= 0) return undefined;
  const start = done.find(({ purpose }) => purpose === 'start');
  const { target, cases } = request;
  const startTimeoutMs = startTimeout(trial, start, target.startTimeoutMs);
  const outcome = await within(leftMs, deps, (signal) =>
    measure(trial, { target, cases, startTimeoutMs }, { ...deps, signal }),
  );
  if (outcome.kind === 'late') return undefined;
  const { value } = outcome;
  if (value.problem !== null || value.figures === null) return value;
  const barMs = latencyBar(request.maxLatencyMs, start?.figures ?? null);
  return { ...value, problem: slowness(value.figures, barMs) };
}

/** A container with half a processor may take twice as long to start, and a little more. */
function startTimeout(trial: Trial, start: TrialReport | undefined, limitMs: number): number {
  const readyMs = start?.figures?.readyMs;
  if (readyMs === undefined) return limitMs;
  const slowdown = trial.cpus === null ? 1 : Math.max(1, 1 / trial.cpus);
  return Math.min(limitMs, START_SLACK_MS + readyMs * slowdown * START_FACTOR);
}
