import { formatSize } from '../../format-size.ts';
import type { ProfileReport, Resources, TrialReport } from './profile-report.ts';

/** A run under its limits in one line. */
export function tellTrial({ cpus, memoryBytes, problem, figures }: TrialReport): string {
  const limits = `${cpus === null ? 'all CPUs' : `${cpus} CPU`}, ${
    memoryBytes === null ? 'all memory' : formatSize(memoryBytes)
  }`;
  if (figures === null) return `Profile, ${limits}: ${problem ?? 'no request was answered'}`;
  const peak = figures.peakMemoryBytes;
  const parts = [
    `p50 ${figures.p50Ms} ms`,
    `p95 ${figures.p95Ms} ms`,
    `p99 ${figures.p99Ms} ms`,
    `${figures.requestsPerSecond} requests/s`,
    ...(peak === null ? [] : [`peak ${formatSize(peak)}`]),
    `ready after ${figures.readyMs} ms`,
    ...(problem === null ? [] : [problem]),
  ];
  return `Profile, ${limits}: ${parts.join(', ')}`;
}

/** What the search came to, in lines for the log. */
export function tellProfile(profile: ProfileReport): readonly string[] {
  const { recommended, ended, trials, spread, budgetSeconds } = profile;
  const early =
    ended === 'budget'
      ? [`The budget of ${budgetSeconds} s ended before the search: smaller resources may do.`]
      : [];
  if (recommended === null) {
    const last = trials.findLast(({ problem }) => problem !== null)?.problem;
    return [
      `No resources were found that serve the cases: ${last ?? 'the budget ended'}`,
      ...early,
    ];
  }
  const runs = spread?.runs ?? 0;
  const said =
    spread === null
      ? []
      : [
          `Measured in ${runs === 1 ? '1 run' : `${runs} runs`} with them: p50 ${range(spread.p50Ms)} ms, p95 ${range(spread.p95Ms)} ms, ${range(spread.requestsPerSecond)} requests/s.`,
        ];
  return [`Recommended resources: ${tellResources(recommended)}`, ...said, ...early];
}

/** As v1 printed them: `{'cpu': 1.0, 'memoryInGB': 0.5}`. */
export function tellResources({ cpu, memoryInGB }: Resources): string {
  return `{'cpu': ${pythonFloat(cpu)}, 'memoryInGB': ${pythonFloat(memoryInGB)}}`;
}

function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function range({ min, max }: { readonly min: number; readonly max: number }): string {
  return min === max ? String(min) : `${min} to ${max}`;
}
