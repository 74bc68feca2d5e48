import { progressLine } from '@package-model/core/smoke/batch/progress';
import { expect, test } from 'vitest';

test.each([
  [
    { totalItems: 400, passedOver: 0, answered: 117, failed: 3 },
    5000,
    'Scored 120 of 400 (30 %), 24 a second, about 12 s left, 3 failed.',
  ],
  [
    { totalItems: 100_000, passedOver: 50_000, answered: 10, failed: 0 },
    20_000,
    'Scored 50010 of 100000 (50 %), 0.5 a second, about 27.8 h left, 50000 from an earlier run.',
  ],
  [
    { totalItems: 9, passedOver: 0, answered: 0, failed: 0 },
    5000,
    'Scored 0 of 9 (0 %), 0 a second.',
  ],
])('%j after %d ms', (counts, passedMs, line) => {
  expect(progressLine(counts, passedMs)).toBe(line);
});
