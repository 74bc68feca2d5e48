import type { Figures, ProfileReport, TrialReport } from './profile-report.ts';

const GIB = 2 ** 30;
const STATES = { found: 'Succeeded', budget: 'TimedOut', failed: 'Failed' } as const;

/** What `ModelProfile.get_details()` of Azure ML SDK v1 gave, key by key; unknown ones are null. */
export type V1Details = {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdTime: string;
  readonly state: (typeof STATES)[keyof typeof STATES];
  readonly requestedCpu: number | null;
  readonly requestedMemoryInGB: number | null;
  readonly requestedQueriesPerSecond: number | null;
  readonly maxUtilizedCpu: number | null;
  readonly maxUtilizedMemoryInGB: number | null;
  readonly totalQueries: number;
  readonly successQueries: number;
  /** Percent. */
  readonly successRate: number;
  readonly averageLatencyInMs: number | null;
  readonly latencyPercentile50InMs: number | null;
  readonly latencyPercentile90InMs: number | null;
  readonly latencyPercentile95InMs: number | null;
  readonly latencyPercentile99InMs: number | null;
  readonly measuredQueriesPerSecond: number | null;
  readonly recommendedCpu: number | null;
  readonly recommendedMemoryInGB: number | null;
};

/** The figures are those of the last run with the resources found, or of the first run of all. */
export function v1Details(
  profile: ProfileReport,
  { name, createdTime }: Pick<V1Details, 'name' | 'createdTime'>,
): V1Details {
  const { recommended, ended, trials } = profile;
  const shown = shownTrial(profile);
  const figures = shown?.figures ?? null;
  const used = trials.flatMap((one) => (one.figures === null ? [] : [one.figures]));
  return {
    name,
    createdTime,
    state: recommended === null ? STATES.failed : STATES[ended],
    requestedCpu: shown?.cpus ?? null,
    requestedMemoryInGB: inGB(shown?.memoryBytes ?? null),
    requestedQueriesPerSecond: null,
    maxUtilizedCpu: largest(used.map(({ usedCpus }) => usedCpus)),
    maxUtilizedMemoryInGB: inGB(largest(used.map((one) => one.peakMemoryBytes))),
    ...queriesOf(figures),
    averageLatencyInMs: figures?.averageMs ?? null,
    latencyPercentile50InMs: figures?.p50Ms ?? null,
    latencyPercentile90InMs: figures?.p90Ms ?? null,
    latencyPercentile95InMs: figures?.p95Ms ?? null,
    latencyPercentile99InMs: figures?.p99Ms ?? null,
    measuredQueriesPerSecond: figures?.requestsPerSecond ?? null,
    recommendedCpu: recommended?.cpu ?? null,
    recommendedMemoryInGB: recommended?.memoryInGB ?? null,
  };
}

function shownTrial({ recommended, trials }: ProfileReport): TrialReport | undefined {
  const measured = trials.filter(({ figures }) => figures !== null);
  const same = measured.findLast(
    ({ cpus, memoryBytes }) =>
      cpus === recommended?.cpu && memoryBytes !== null && recommended !== null,
  );
  return same ?? measured[0];
}

function queriesOf(figures: Figures | null) {
  const totalQueries = figures?.requests ?? 0;
  const successQueries = totalQueries - (figures?.failedRequests ?? 0);
  const successRate = totalQueries === 0 ? 0 : (100 * successQueries) / totalQueries;
  return { totalQueries, successQueries, successRate };
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function inGB(bytes: number | null): number | null {
  return bytes === null ? null : Math.round((bytes / GIB) * 1000) / 1000;
}
