import { expect, test } from 'vitest';
import { parseCount, parseCpu } from '../../../../../packages/core/src/smoke/profile/cgroup.ts';
import {
  figuresOf,
  percentile,
  spreadOf,
} from '../../../../../packages/core/src/smoke/profile/figures.ts';
import {
  latencyBar,
  slowness,
} from '../../../../../packages/core/src/smoke/profile/latency-bar.ts';
import type { ProfileReport } from '../../../../../packages/core/src/smoke/profile/profile-report.ts';
import {
  tellProfile,
  tellResources,
  tellTrial,
} from '../../../../../packages/core/src/smoke/profile/tell-profile.ts';
import { v1Details } from '../../../../../packages/core/src/smoke/profile/v1-details.ts';

const latenciesMs = new Map([
  ['a', Array.from({ length: 50 }, (_, index) => index + 1)],
  ['b', Array.from({ length: 50 }, (_, index) => index + 51)],
]);
const about = { readyMs: 900, failedRequests: 0, peakMemoryBytes: 2 ** 28, cpuMs: 2525 };
const figures = figuresOf({ latenciesMs, requests: 100 }, about);

test('figures count the requests of all cases', () => {
  expect(figures).toMatchObject({
    requests: 100,
    p50Ms: 50,
    p90Ms: 90,
    p95Ms: 95,
    p99Ms: 99,
    averageMs: 50.5,
    requestsPerSecond: 19.8,
    usedCpus: 0.5,
  });
  expect(figuresOf({ latenciesMs: new Map([['a', []]]), requests: 1 }, about)).toBeNull();
  expect(percentile([7], 99)).toBe(7);
});

test('the bar is the given one, or twice the time without limits', () => {
  expect(latencyBar(80, figures)).toBe(80);
  expect(latencyBar(undefined, figures)).toBe(190);
  if (figures === null) throw new Error('no figures');
  expect(latencyBar(undefined, { ...figures, p95Ms: 2 })).toBe(7);
  expect(slowness(figures, 95)).toBeNull();
  expect(slowness(figures, 94)).toBe(
    '95 % of the requests took up to 95 ms, at most 94 ms are allowed',
  );
});

test('the kernel’s counters are read in both versions of cgroup', () => {
  expect(parseCpu('usage_usec 2500000\nuser_usec 1\n')).toBe(2500);
  expect(parseCpu('59312629\n')).toBe(59.312629);
  expect(parseCount('4354048\n')).toBe(4354048);
  expect(parseCount('max\n')).toBeUndefined();
  expect(parseCpu('')).toBeUndefined();
});

const trial = { purpose: 'cpu', cpus: 0.5, memoryBytes: 2 ** 29, problem: null, figures } as const;
const slower = figures && { ...figures, p50Ms: 60, peakMemoryBytes: null };
const profile: ProfileReport = {
  recommended: { cpu: 0.5, memoryInGB: 0.5 },
  ended: 'found',
  trials: [
    { ...trial, purpose: 'start', cpus: null, memoryBytes: null },
    trial,
    { ...trial, purpose: 'repeat', figures: slower },
  ],
  spread: spreadOf([trial, { ...trial, figures: slower }]),
  budgetSeconds: 300,
  durationSeconds: 42,
};

test('the spread is that of all runs with the same resources', () => {
  expect(profile.spread).toEqual({
    runs: 2,
    p50Ms: { min: 50, max: 60 },
    p95Ms: { min: 95, max: 95 },
    requestsPerSecond: { min: 19.8, max: 19.8 },
    peakMemoryBytes: { min: 2 ** 28, max: 2 ** 28 },
  });
  expect(spreadOf([])).toBeNull();
});

test('the long form has the keys and units of v1', () => {
  expect(v1Details(profile, { name: 'p', createdTime: '2026-01-02T00:00:00Z' })).toEqual({
    name: 'p',
    createdTime: '2026-01-02T00:00:00Z',
    state: 'Succeeded',
    requestedCpu: 0.5,
    requestedMemoryInGB: 0.5,
    requestedQueriesPerSecond: null,
    maxUtilizedCpu: 0.5,
    maxUtilizedMemoryInGB: 0.25,
    totalQueries: 100,
    successQueries: 100,
    successRate: 100,
    averageLatencyInMs: 50.5,
    latencyPercentile50InMs: 60,
    latencyPercentile90InMs: 90,
    latencyPercentile95InMs: 95,
    latencyPercentile99InMs: 99,
    measuredQueriesPerSecond: 19.8,
    recommendedCpu: 0.5,
    recommendedMemoryInGB: 0.5,
  });
  const failed = { ...profile, recommended: null, trials: [], spread: null };
  expect(v1Details(failed, { name: 'p', createdTime: '' })).toMatchObject({
    state: 'Failed',
    totalQueries: 0,
    successRate: 0,
    recommendedCpu: null,
  });
});

test('people read it as v1 printed it', () => {
  expect(tellResources({ cpu: 1, memoryInGB: 0.5 })).toBe("{'cpu': 1.0, 'memoryInGB': 0.5}");
  expect(tellProfile(profile)).toEqual([
    "Recommended resources: {'cpu': 0.5, 'memoryInGB': 0.5}",
    'Measured in 2 runs with them: p50 50 to 60 ms, p95 95 ms, 19.8 requests/s.',
  ]);
  expect(tellProfile({ ...profile, ended: 'budget' }).at(-1)).toContain('budget of 300 s ended');
  const dead = { ...trial, memoryBytes: 2 ** 26, problem: 'it ran out of memory', figures: null };
  expect(tellTrial(dead)).toBe('Profile, 0.5 CPU, 67.1 MB: it ran out of memory');
  const none = { ...profile, recommended: null, trials: [dead], spread: null };
  expect(tellProfile(none)[0]).toContain('it ran out of memory');
});
