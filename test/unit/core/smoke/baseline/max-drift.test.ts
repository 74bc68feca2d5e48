import { expect, test } from 'vitest';
import { parseMaxDrift } from '../../../../../packages/core/src/smoke/baseline/max-drift.ts';

test.each([
  ['0.05', { answer: 0.05 }],
  ['0', { answer: 0 }],
  ['1e-3', { answer: 0.001 }],
  ['answer=0.05,latency=2', { answer: 0.05, latency: 2 }],
  ['latency = 1.5', { latency: 1.5 }],
  ['answer=.1\nabsolute=1e-6\n', { answer: 0.1, absolute: 1e-6 }],
])('%j sets limits', (text, value) => {
  expect(parseMaxDrift(text)).toEqual({ value });
});

test.each([
  ['5%', '"5%" is no limit of drift'],
  ['-0.1', '"-0.1" is no limit of drift'],
  ['answer=', '"answer=" is no limit of drift'],
  ['answer=0.1=2', 'is no limit of drift'],
  ['speed=2', 'write a number such as 0.05, or answer=0.05,latency=2'],
  ['answer=1,answer=2', '"answer" is given twice'],
  ['absolute=1', 'sets no limit; give answer, latency or both'],
  ['', 'sets no limit'],
  ['latency=0.9', 'asks for a faster version'],
])('%j is refused', (text, fault) => {
  const parsed = parseMaxDrift(text);
  expect('fault' in parsed ? parsed.fault : undefined).toContain(fault);
});
