import type { Clock } from '../../clock.ts';
import { EngineError } from '../../engine/errors.ts';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { SmokeCase } from '../cases/smoke-case.ts';
import { SmokeError } from '../errors.ts';
import { tellsOfKilledWorker } from '../failure/log-tail.ts';
import { type LoadDeps, sendLoad } from '../load.ts';
import type { SmokeEngine } from '../run/container.ts';
import { waitUntilReady } from '../run/readiness.ts';
import type { SmokeTarget } from '../run/target.ts';
import { type Started, withContainer } from '../run/with-container.ts';
import type { Subject } from '../subject.ts';
import { readCgroup } from './cgroup.ts';
import { figuresOf } from './figures.ts';
import type { TrialReport } from './profile-report.ts';
import type { Trial } from './search.ts';

export type MeasureDeps = LoadDeps & {
  readonly engine: SmokeEngine;
  readonly clock: Clock;
  readonly log: Pick<Log, 'debug' | 'info' | 'warn'>;
};

export type MeasureTarget = {
  readonly target: SmokeTarget;
  readonly cases: readonly SmokeCase[];
  /** For a container under these limits; it may start more slowly than usual. */
  readonly startTimeoutMs: number;
};

const READY_TRY_MS = 5000;
const LOOK_AT_LOG_MS = 1000;
const MAX_ROUNDS = 2000;
const SHORTEST_LOAD_MS = 1500;
const LONGEST_LOAD_MS = 10_000;
/** A slow service is given the time for so many rounds, within the bounds above. */
const ROUNDS_WANTED = 10;

/**
 * Runs the service under limits and sends its cases for a few seconds. What goes wrong is a
 * problem in the result; raises only what an engine raises that cannot be asked at all.
 */
export async function measure(
  trial: Trial,
  { target, cases, startTimeoutMs }: MeasureTarget,
  deps: MeasureDeps,
): Promise<TrialReport> {
  const { cpus, memoryBytes } = trial;
  // Limits of the test itself would hide what the service takes without any.
  const { cpus: _cpus, memoryBytes: _memoryBytes, ...settings } = target.container ?? {};
  const container = {
    ...settings,
    ...(cpus !== null && { cpus }),
    ...(memoryBytes !== null && { memoryBytes }),
  };
  try {
    return await withContainer({ ...target, container }, deps, (started) =>
      measureStarted(trial, started, { target: { ...target, startTimeoutMs }, cases }, deps),
    );
  } catch (error) {
    if (!(error instanceof SmokeError) && !isRefusal(error)) throw error;
    return { ...trial, problem: problemOf(error, startTimeoutMs), figures: null };
  }
}

/** The engine could not start a container under these limits. */
function isRefusal(error: unknown): error is EngineError {
  return error instanceof EngineError && (error.code === 'ENGINE_FAILED' || error.code === 'OOM');
}

/** One line; advice of the smoke test itself does not fit here. */
function problemOf(error: SmokeError | EngineError, startTimeoutMs: number): string {
  if (error.code === 'NOT_READY') return `not ready within ${Math.round(startTimeoutMs / 1000)} s`;
  const [line = ''] = messageOf(error).split('\n');
  return line.split('; ')[0] ?? line;
}

async function measureStarted(
  trial: Trial,
  started: Started,
  { target, cases }: Pick<MeasureTarget, 'target' | 'cases'>,
  deps: MeasureDeps,
): Promise<TrialReport> {
  const subject = watched(await started.subject(), started.id, deps);
  const { requestTimeoutMs, startTimeoutMs } = target;
  const { url, confirm } = subject;
  const readyMs = await waitUntilReady(
    { url, confirm, startTimeoutMs, requestTimeoutMs: Math.min(READY_TRY_MS, requestTimeoutMs) },
    deps,
  );
  const about = { subject, requestTimeoutMs };
  const beganAt = deps.clock.now();
  const first = await sendLoad(cases, { ...about, limits: { rounds: 1, timeMs: 0 } }, deps);
  const [early] = first.faults;
  if (early !== undefined) return { ...trial, problem: early, figures: null };
  const roundMs = deps.clock.now() - beganAt;
  const timeMs = Math.min(LONGEST_LOAD_MS, Math.max(SHORTEST_LOAD_MS, ROUNDS_WANTED * roundMs));
  const before = await readCgroup(started.id, deps);
  const load = await sendLoad(cases, { ...about, limits: { rounds: MAX_ROUNDS, timeMs } }, deps);
  const after = await readCgroup(started.id, deps);
  const cpuMs =
    before.cpuMs === undefined || after.cpuMs === undefined
      ? undefined
      : after.cpuMs - before.cpuMs;
  const { peakMemoryBytes } = after;
  const known = { readyMs, failedRequests: load.failed, peakMemoryBytes, cpuMs };
  return { ...trial, problem: load.faults[0] ?? null, figures: figuresOf(load, known) };
}

/**
 * A server whose worker is killed for lack of memory starts another one, again and again: its log
 * is looked at while it is waited for.
 */
function watched(subject: Subject, id: string, deps: MeasureDeps): Subject {
  const { clock, engine, signal } = deps;
  let lookedAt = clock.now();
  return {
    ...subject,
    async confirm() {
      await subject.confirm();
      if (clock.now() - lookedAt < LOOK_AT_LOG_MS) return;
      lookedAt = clock.now();
      if (!tellsOfKilledWorker(await engine.logs(id, signal))) return;
      const text = 'A worker of the scoring server was killed, usually for lack of memory.';
      throw new SmokeError('CONTAINER_DIED', text);
    },
  };
}
