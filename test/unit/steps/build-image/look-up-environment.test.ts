import { expect, test } from 'vitest';
import { isTooOld } from '../../../../packages/steps/src/build-image/look-up-environment.ts';

const now = Date.parse('2026-03-01T00:00:00.000Z');
const day = 86_400_000;

test('an environment is too old once it is older than allowed', () => {
  const built = { builtAt: '2026-02-27T00:00:00.000Z' };
  expect(isTooOld(built, 2 * day, now)).toBe(false);
  expect(isTooOld(built, 2 * day - 1, now)).toBe(true);
});

test('without an age every environment is young enough', () => {
  expect(isTooOld({ builtAt: '1999-01-01T00:00:00.000Z' }, undefined, now)).toBe(false);
  expect(isTooOld({}, undefined, now)).toBe(false);
});

test('an environment of an unknown age is too old for any limit', () => {
  expect(isTooOld({}, 3650 * day, now)).toBe(true);
});
