import { expect, test } from 'vitest';
import type {
  Figures,
  TrialReport,
} from '../../../../../packages/core/src/smoke/profile/profile-report.ts';
import {
  nextStep,
  recommended,
  type Trial,
} from '../../../../../packages/core/src/smoke/profile/search.ts';

const MIB = 2 ** 20;
const figures: Figures = {
  readyMs: 1000,
  requests: 100,
  failedRequests: 0,
  p50Ms: 5,
  p90Ms: 6,
  p95Ms: 7,
  p99Ms: 9,
  averageMs: 5,
  requestsPerSecond: 190,
  peakMemoryBytes: null,
  usedCpus: 0.4,
};

/** A service that needs so much: what the search asks and what it finds. */
function search(
  needs: { readonly memoryMib: number; readonly cpus: number },
  settings = { engineCpus: 2, repeats: 3 },
  problemOf = (trial: Trial): string | null =>
    (trial.memoryBytes ?? Infinity) < needs.memoryMib * MIB
      ? 'out of memory'
      : (trial.cpus ?? Infinity) < needs.cpus
        ? 'too slow'
        : null,
  peakMib = 200,
) {
  const done: TrialReport[] = [];
  for (;;) {
    const step = nextStep(done, settings);
    if (step.kind !== 'trial' || done.length > 50) {
      return { ended: step.kind, done, found: recommended(done, settings) };
    }
    const problem = problemOf(step.trial);
    const measured = { ...figures, peakMemoryBytes: peakMib * MIB };
    done.push({ ...step.trial, problem, figures: problem === null ? measured : null });
  }
}

const asked = (done: readonly TrialReport[]) =>
  done.map(({ purpose, cpus, memoryBytes }) => [
    purpose,
    cpus,
    memoryBytes === null ? null : Math.round(memoryBytes / MIB),
  ]);

test('memory is halved in below the peak, then CPU falls step by step, then all is repeated', () => {
  const { ended, done, found } = search({ memoryMib: 120, cpus: 0.4 });
  expect(asked(done)).toEqual([
    ['start', null, null],
    ['memory', null, 200],
    ['memory', null, 100],
    ['memory', null, 150],
    ['cpu', 2, 205],
    ['cpu', 1, 205],
    ['cpu', 0.5, 205],
    ['cpu', 0.25, 205],
    ['repeat', 0.5, 205],
    ['repeat', 0.5, 205],
  ]);
  expect(ended).toBe('found');
  expect(found).toEqual({ cpu: 0.5, memoryInGB: 0.2 });
});

test('a large model is measured to a tenth of its memory', () => {
  const { done, found } = search({ memoryMib: 1500, cpus: 0.1 }, undefined, undefined, 4000);
  const sizes = asked(done).flatMap(([purpose, , size]) => (purpose === 'memory' ? [size] : []));
  expect(sizes).toEqual([4000, 2000, 1000, 1500, 1250, 1375]);
  expect(found?.memoryInGB).toBe(1.9);
});

test('memory above the measured peak is tried when the peak is not enough', () => {
  const { done, found } = search({ memoryMib: 350, cpus: 0.1 });
  const sizes = asked(done).flatMap(([purpose, , size]) => (purpose === 'memory' ? [size] : []));
  expect(sizes.slice(0, 3)).toEqual([200, 300, 450]);
  // 350 MiB and a quarter, in tenths of a GB.
  expect(found?.memoryInGB).toBe(0.5);
  expect(found?.cpu).toBe(0.1);
});

test('more processors are tried where two are too few', () => {
  const { ended, found, done } = search({ memoryMib: 64, cpus: 3 }, { engineCpus: 6, repeats: 2 });
  const cpus = done.flatMap((one) => (one.cpus === null ? [] : [one.cpus]));
  expect(cpus).toEqual([2, 4, 4]);
  expect(ended).toBe('found');
  expect(found?.cpu).toBe(4);
});

test('a machine of one processor is asked for no more', () => {
  const { found, done } = search({ memoryMib: 64, cpus: 0.9 }, { engineCpus: 1, repeats: 1 });
  expect(done.every(({ cpus }) => (cpus ?? 0) <= 1)).toBe(true);
  expect(found?.cpu).toBe(1);
});

test('a step that fails when it is repeated is too small', () => {
  let runs = 0;
  const { found, ended } = search({ memoryMib: 64, cpus: 0.5 }, undefined, (trial) => {
    if (trial.memoryBytes !== null && trial.memoryBytes < 64 * MIB) return 'out of memory';
    if (trial.cpus === 0.5) runs += 1;
    const isUnlucky = trial.cpus === 0.5 && runs === 3;
    return (trial.cpus ?? 2) < 0.5 || isUnlucky ? 'too slow' : null;
  });
  expect(ended).toBe('found');
  expect(found?.cpu).toBe(1);
});

test('nothing is recommended for a service that fails without limits', () => {
  const { ended, found, done } = search(
    { memoryMib: 1, cpus: 0.1 },
    undefined,
    () => 'wrong answer',
  );
  expect(done).toHaveLength(1);
  expect([ended, found]).toEqual(['failed', null]);
});

test('a service that fails under any limit of memory ends the search', () => {
  const { ended, done } = search({ memoryMib: 100_000, cpus: 0.1 });
  expect(ended).toBe('failed');
  expect(done.length).toBeLessThan(10);
});

test('a search that ended early recommends what has served so far', () => {
  const { done } = search({ memoryMib: 120, cpus: 0.4 });
  const settings = { engineCpus: 2, repeats: 3 };
  expect(recommended([], settings)).toBeNull();
  // Only the run without limits: its peak and a quarter, all processors.
  expect(recommended(done.slice(0, 1), settings)).toEqual({ cpu: 2, memoryInGB: 0.3 });
  expect(recommended(done.slice(0, 4), settings)).toEqual({ cpu: 2, memoryInGB: 0.2 });
  expect(recommended(done.slice(0, 6), settings)).toEqual({ cpu: 1, memoryInGB: 0.2 });
});
