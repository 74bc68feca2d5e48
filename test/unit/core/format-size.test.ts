import { formatSize } from '@package-model/core/format-size';
import { expect, test } from 'vitest';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
  [99_949, '99.9 kB'],
  [99_950, '100 kB'],
  [999_499, '999 kB'],
  [999_999, '1.0 MB'],
  [2_000_000_000, '2.0 GB'],
  [123_000_000_000_000, '123 TB'],
  [5_000_000_000_000_000, '5000 TB'],
])('prints %i as %s', (sizeBytes, text) => {
  expect(formatSize(sizeBytes)).toBe(text);
});
