import type { Resources, TrialReport } from './profile-report.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** One run: the limits that the container gets. */
export type Trial = Pick<TrialReport, 'purpose' | 'cpus' | 'memoryBytes'>;

export type SearchSettings = {
  /** Processors of the engine's machine. */
  readonly engineCpus: number;
  /** How often the service is measured with the resources found. */
  readonly repeats: number;
};

/** A step of the search, or its end. */
export type Step =
  | { readonly kind: 'trial'; readonly trial: Trial }
  | { readonly kind: 'found' }
  | { readonly kind: 'failed' };

/** Added to the smallest memory that served: requests in production are not these cases. */
export const MEMORY_HEADROOM = 0.25;
const CPU_STEPS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32];
const FIRST_CPU_STEP = 2;
const SMALLEST_MEMORY = 32 * MIB;
/** Where the engine does not tell how much was used. */
const UNKNOWN_PEAK = 2 * GIB;
const MAX_GROWTHS = 4;
/** Finer than the headroom it need not be. */
const NEAR_BYTES = 24 * MIB;
const NEAR_PART = 0.1;

/**
 * What to run next, from what was measured: first without limits, then memory by bisection below
 * the measured peak, then CPU step by step, then the resources found again.
 */
export function nextStep(done: readonly TrialReport[], settings: SearchSettings): Step {
  const start = done.find(({ purpose }) => purpose === 'start');
  if (start === undefined) return trial('start', null, null);
  if (start.problem !== null) return { kind: 'failed' };
  const memory = memoryStep(done, start);
  if (memory.kind !== 'found') return memory;
  return cpuStep(done, settings);
}

/** The smallest resources that served so far, headroom included; null when none did. */
export function recommended(
  done: readonly TrialReport[],
  settings: SearchSettings,
): Resources | null {
  const start = done.find(({ purpose }) => purpose === 'start');
  if (start === undefined || start.problem !== null) return null;
  const cpus = done.filter(isCpuTrial);
  const cpu = smallestCpu(cpus);
  // Of a search that was ended early: what has served, which is all processors.
  const isOpen = cpus.every(({ problem }) => problem === null);
  if (cpu === undefined && !isOpen) return null;
  return { cpu: cpu ?? settings.engineCpus, memoryInGB: memoryWithHeadroom(done, start) };
}

/** Resources as the limits of a container. */
export function memoryLimit({ memoryInGB }: Pick<Resources, 'memoryInGB'>): number {
  return Math.round(memoryInGB * GIB);
}

function memoryStep(done: readonly TrialReport[], start: TrialReport): Step {
  const trials = done.filter(({ purpose }) => purpose === 'memory');
  const sizes = (isGood: boolean) =>
    trials
      .filter(({ problem }) => (problem === null) === isGood)
      .map(({ memoryBytes }) => memoryBytes ?? 0);
  const low = Math.max(0, ...sizes(false));
  const good = sizes(true).filter((size) => size > low);
  if (good.length === 0) {
    if (trials.length > MAX_GROWTHS) return { kind: 'failed' };
    const first = start.figures?.peakMemoryBytes ?? UNKNOWN_PEAK;
    return trial('memory', null, roundUp(low === 0 ? first : low * 1.5));
  }
  const high = Math.min(...good);
  // Whether it is a little less does not matter where the recommendation is the same.
  const isNear = high - low <= Math.max(NEAR_BYTES, high * NEAR_PART);
  if (high <= SMALLEST_MEMORY || isNear || withHeadroom(low) === withHeadroom(high)) {
    return { kind: 'found' };
  }
  return trial('memory', null, Math.max(SMALLEST_MEMORY, roundUp((low + high) / 2)));
}

function cpuStep(done: readonly TrialReport[], { engineCpus, repeats }: SearchSettings): Step {
  const start = done.find(({ purpose }) => purpose === 'start');
  const memoryBytes = memoryLimit({ memoryInGB: memoryWithHeadroom(done, start) });
  const steps = stepsUpTo(engineCpus);
  const trials = done.filter(isCpuTrial);
  const cpu = (value: number | undefined): Step =>
    value === undefined ? { kind: 'failed' } : trial('cpu', value, memoryBytes);
  if (trials.length === 0) return cpu(steps.findLast((step) => step <= FIRST_CPU_STEP));
  const worst = largestFailing(trials);
  const best = smallestCpu(trials);
  if (best === undefined) return cpu(steps.find((step) => step > worst));
  const below = steps.findLast((step) => step < best);
  if (below !== undefined && below > worst) return cpu(below);
  const runs = trials.filter(({ cpus }) => cpus === best).length;
  return runs < repeats ? trial('repeat', best, memoryBytes) : { kind: 'found' };
}

/** A step that failed once is too small, and so are all below it. */
function largestFailing(trials: readonly TrialReport[]): number {
  return Math.max(0, ...trials.filter(({ problem }) => problem !== null).map(cpusOf));
}

function smallestCpu(trials: readonly TrialReport[]): number | undefined {
  const worst = largestFailing(trials);
  const good = trials.map(cpusOf).filter((cpus) => cpus > worst);
  return good.length === 0 ? undefined : Math.min(...good);
}

function memoryWithHeadroom(done: readonly TrialReport[], start: TrialReport | undefined): number {
  const trials = done.filter(({ purpose }) => purpose === 'memory');
  const low = Math.max(0, ...trials.filter(({ problem }) => problem !== null).map(memoryOf));
  const good = trials.map(memoryOf).filter((size) => size > low);
  const peak = start?.figures?.peakMemoryBytes ?? UNKNOWN_PEAK;
  const needed = good.length === 0 ? Math.max(peak, low * 1.5) : Math.min(...good);
  return withHeadroom(needed);
}

/** In tenths of a GB, as Azure takes them. */
function withHeadroom(bytes: number): number {
  return Math.ceil(((bytes * (1 + MEMORY_HEADROOM)) / GIB) * 10) / 10;
}

/** The steps that a machine can give, its own number of processors among them. */
function stepsUpTo(engineCpus: number): readonly number[] {
  const below = CPU_STEPS.filter((step) => step < engineCpus);
  return engineCpus > 0 ? [...below, engineCpus] : CPU_STEPS;
}

function isCpuTrial({ purpose }: TrialReport): boolean {
  return purpose === 'cpu' || purpose === 'repeat';
}

function cpusOf({ cpus }: TrialReport): number {
  return cpus ?? 0;
}

function memoryOf({ memoryBytes }: TrialReport): number {
  return memoryBytes ?? 0;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / MIB) * MIB;
}

function trial(purpose: Trial['purpose'], cpus: number | null, memoryBytes: number | null): Step {
  return { kind: 'trial', trial: { purpose, cpus, memoryBytes } };
}
