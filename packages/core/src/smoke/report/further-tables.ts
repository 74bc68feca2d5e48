import { formatSize } from '../../format-size.ts';
import type { BaselineReport, CaseDrift } from '../baseline/baseline-report.ts';
import { formatNumber } from '../baseline/drift-fault.ts';
import type { ProfileReport, TrialReport } from '../profile/profile-report.ts';
import { tellProfile } from '../profile/tell-profile.ts';
import type { SmokeReport } from './report.ts';
import { formatDuration } from './words.ts';

/** What was found beyond the test itself, for people. */
export type FurtherTable = {
  /** Unique in the report; fit for an HTML id. */
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

const MAX_SHOWN = 5;

/** The comparison with another version and the search for resources, where they were asked for. */
export function furtherTables({ baseline, profile }: SmokeReport): readonly FurtherTable[] {
  return [
    ...(baseline === null ? [] : [baselineTable(baseline)]),
    ...(profile === null ? [] : [profileTable(profile)]),
  ];
}

function baselineTable({ image, digest, problem, cases }: BaselineReport): FurtherTable {
  return {
    id: 'baseline',
    title: 'Against the version before',
    lines: [`${image} (${digest})`, ...(problem === null ? [] : [problem])],
    head: ['case', 'time', 'before', 'drift', 'differences'],
    rows: cases.map(driftRow),
  };
}

function driftRow(one: CaseDrift): readonly string[] {
  const shown = one.differences.slice(0, MAX_SHOWN).map(({ pointer, now, before }) => {
    return `${pointer === '' ? 'the answer' : pointer}: ${now}, before ${before}`;
  });
  const rest = one.differenceCount - shown.length;
  const told = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
  const { name, latencyMs, latencyBeforeMs, drift } = one;
  const times = [formatDuration(latencyMs), formatDuration(latencyBeforeMs)];
  return [name, ...times, formatNumber(drift), told === '' ? 'none' : told];
}

function profileTable(profile: ProfileReport): FurtherTable {
  return {
    id: 'profile',
    title: 'Resources',
    lines: tellProfile(profile),
    head: ['CPU', 'memory', 'p50', 'p95', 'p99', 'requests/s', 'peak memory', 'result'],
    rows: profile.trials.map(trialRow),
  };
}

function trialRow({ cpus, memoryBytes, problem, figures }: TrialReport): readonly string[] {
  const times = [figures?.p50Ms, figures?.p95Ms, figures?.p99Ms];
  const peak = figures?.peakMemoryBytes ?? null;
  return [
    cpus === null ? 'all' : String(cpus),
    memoryBytes === null ? 'all' : formatSize(memoryBytes),
    ...times.map((time) => formatDuration(time ?? null)),
    figures === null ? '–' : String(figures.requestsPerSecond),
    peak === null ? '–' : formatSize(peak),
    problem ?? 'served',
  ];
}
