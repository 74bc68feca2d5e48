import { editDistance, nearest } from '@package-model/core/package/config/nearest';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

test('finds the key that was meant, whatever its case', () => {
  expect(nearest('entryscript', ['entryScript', 'environment'])).toBe('entryScript');
  expect(nearest('enviroment', ['entryScript', 'environment'])).toBe('environment');
  expect(nearest('zzz', ['entryScript', 'environment'])).toBeUndefined();
});

test('counts changes alike in both directions, and none between equals', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, a)).toBe(0);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
