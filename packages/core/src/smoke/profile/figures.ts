import type { Load } from '../load.ts';
import type { Figures, Spread, TrialReport } from './profile-report.ts';

/** What a run came to; null when no request was answered. */
export function figuresOf(
  { latenciesMs, requests }: Pick<Load, 'latenciesMs' | 'requests'>,
  about: {
    readonly readyMs: number;
    readonly failedRequests: number;
    readonly peakMemoryBytes: number | undefined;
    /** Processor time that the requests took. */
    readonly cpuMs: number | undefined;
  },
): Figures | null {
  const sorted = [...latenciesMs.values()].flat().toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  const totalMs = Math.max(
    1,
    sorted.reduce((sum, value) => sum + value, 0),
  );
  const at = (percent: number) => percentile(sorted, percent);
  return {
    readyMs: about.readyMs,
    requests,
    failedRequests: about.failedRequests,
    p50Ms: at(50),
    p90Ms: at(90),
    p95Ms: at(95),
    p99Ms: at(99),
    averageMs: round(totalMs / sorted.length),
    requestsPerSecond: round((sorted.length / totalMs) * 1000),
    peakMemoryBytes: about.peakMemoryBytes ?? null,
    usedCpus: about.cpuMs === undefined ? null : round(about.cpuMs / totalMs),
  };
}

/** The nearest-rank percentile of sorted values. */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.max(0, rank - 1)] ?? 0;
}

/** The lowest and the highest of all runs that served with these resources; null without any. */
export function spreadOf(trials: readonly TrialReport[]): Spread | null {
  const figures = trials.flatMap((one) => (one.figures === null ? [] : [one.figures]));
  if (figures.length === 0) return null;
  const range = (values: readonly number[]) => {
    return { min: Math.min(...values), max: Math.max(...values) };
  };
  const peaks = figures.flatMap(({ peakMemoryBytes: peak }) => (peak === null ? [] : [peak]));
  return {
    runs: figures.length,
    p50Ms: range(figures.map((one) => one.p50Ms)),
    p95Ms: range(figures.map((one) => one.p95Ms)),
    requestsPerSecond: range(figures.map((one) => one.requestsPerSecond)),
    peakMemoryBytes: peaks.length === 0 ? null : range(peaks),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
