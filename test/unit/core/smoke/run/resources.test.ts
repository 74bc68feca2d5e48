import { expect, test } from 'vitest';
import {
  formatResources,
  parseCpus,
  parseMemory,
} from '../../../../../packages/core/src/smoke/run/resources.ts';

test.each([
  ['0.5', 2 ** 29],
  ['1', 2 ** 30],
  ['2g', 2 ** 31],
  ['2GiB', 2 ** 31],
  ['512m', 2 ** 29],
  ['512 MB', 2 ** 29],
  ['65536k', 2 ** 26],
])('%s of memory is %i bytes', (text, bytes) => {
  expect(parseMemory(text)).toEqual({ value: bytes });
});

test.each(['0', '5m', '-1', '1t', 'much', '1e3', '', '99999g'])('%j is no memory', (text) => {
  expect(parseMemory(text)).toHaveProperty('fault');
});

test.each([
  ['0.1', 0.1],
  ['2', 2],
])('%s is a number of processors', (text, value) => {
  expect(parseCpus(text)).toEqual({ value });
});

test.each(['0', '0.001', '-1', 'all', '2000', '1e1'])('%j is no number of processors', (text) => {
  expect(parseCpus(text)).toHaveProperty('fault');
});

test('limits are said in one line', () => {
  expect(formatResources({ cpus: 0.5, memoryBytes: 2 ** 29 })).toBe('0.5 CPU and 0.5 GB of memory');
  expect(formatResources({ memoryBytes: 2 ** 30 })).toBe('1 GB of memory');
  expect(formatResources({})).toBeUndefined();
});
