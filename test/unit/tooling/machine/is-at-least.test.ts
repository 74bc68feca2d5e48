import { expect, test } from 'vitest';
import { isAtLeast } from '../../../../packages/tooling/src/machine/is-at-least.ts';

test.each([
  ['go version go1.25.0 linux/amd64', '1.25.0'],
  ['go version go1.26 linux/amd64', '1.25.3'],
  ['act version 0.2.100', '0.2.87'],
  ['v1.7.12\ninstalled by building from source', '1.7.12'],
  ['v2.0.0', '1.7.12'],
])('%j is %s or later', (text, oldest) => {
  expect(isAtLeast(text, oldest)).toBe(true);
});

test.each([
  ['go version go1.19.8 linux/amd64', '1.25.0'],
  ['act version 0.2.9', '0.2.87'],
  ['1.7', '1.7.12'],
  ['', '0.0.1'],
])('%j is not %s', (text, oldest) => {
  expect(isAtLeast(text, oldest)).toBe(false);
});
