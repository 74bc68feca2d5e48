import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { digestFromHex } from '../../../../../packages/core/src/oci/digest.ts';
import { driftFaults } from '../../../../../packages/core/src/smoke/baseline/drift-fault.ts';
import { driftOf } from '../../../../../packages/core/src/smoke/baseline/drift.ts';
import type { MaxDrift } from '../../../../../packages/core/src/smoke/baseline/max-drift.ts';
import type { Answer } from '../../../../../packages/core/src/smoke/exchange.ts';

function answer(text: string | Uint8Array, status = 200): Answer {
  const body = Buffer.from(text);
  const digest = digestFromHex(createHash('sha256').update(body).digest('hex'));
  return { status, headers: new Map(), body, sizeBytes: body.length, digest, latencyMs: 3 };
}

function drift(before: Answer | undefined, now: Answer | undefined, absolute?: number) {
  const pair = {
    before: { answer: before, latenciesMs: [] },
    now: { answer: now, latenciesMs: [] },
  };
  return driftOf('one', pair, absolute);
}

function pointers(before: Answer | undefined, now: Answer | undefined) {
  return drift(before, now).differences.map((one) => [one.pointer, one.before, one.now, one.drift]);
}

test('numbers drift relative to what they were', () => {
  const found = drift(answer('{"a": [10, -4, 1]}'), answer('{"a": [11, -2, 1]}'));
  expect(found).toMatchObject({ differenceCount: 2, drift: 0.5, absoluteDrift: 2 });
  expect(found.differences).toEqual([
    { pointer: '/a/1', before: '-4', now: '-2', drift: 0.5, absolute: 2 },
    { pointer: '/a/0', before: '10', now: '11', drift: 0.1, absolute: 1 },
  ]);
});

test('a number that was 0 counts as another value', () => {
  expect(drift(answer('[0]'), answer('[0.25]'))).toMatchObject({ drift: 1, absoluteDrift: 0.25 });
});

test('rounding is no difference, nor is the order of keys', () => {
  expect(pointers(answer('{"a": 1, "b": 2}'), answer('{"b": 2.0000000001, "a": 1}'))).toEqual([]);
});

test('what is no number counts as drift 1', () => {
  expect(pointers(answer('{"l": "cat", "x": 1}'), answer('{"l": "dog", "y": 1}'))).toEqual([
    ['/l', '"cat"', '"dog"', 1],
    ['/x', '1', 'nothing', 1],
    ['/y', 'nothing', '1', 1],
  ]);
  expect(pointers(answer('[1]'), answer('[1, 2]'))).toEqual([['', '1 entries', '2 entries', 1]]);
  expect(pointers(answer('[1]'), answer('[NaN]'))).toEqual([['/0', '1', 'NaN', 1]]);
  expect(pointers(answer('[1]'), answer('oh', 500))).toEqual([['status', '200', '500', 1]]);
  expect(pointers(answer('[1]'), undefined)).toEqual([['', 'status 200', 'no answer', 1]]);
  expect(pointers(answer('yes'), answer('no'))).toEqual([['', '"yes"', '"no"', 1]]);
  const [[, before] = []] = pointers(answer(Uint8Array.of(0xff, 1)), answer('no'));
  expect(before).toMatch(/^2 bytes, sha256:/);
});

test('JSON inside of a JSON text is compared as JSON', () => {
  const found = drift(answer(JSON.stringify('{"a": 2}')), answer(JSON.stringify('{"a": 3}')));
  expect(found).toMatchObject({ drift: 0.5, differences: [{ pointer: '/a' }] });
});

test('many differences are counted, and the largest kept', () => {
  const list = (step: number) =>
    answer(JSON.stringify(Array.from({ length: 80 }, (_, i) => 100 + i * step)));
  const found = drift(list(1), list(2));
  expect(found.differenceCount).toBe(79);
  expect(found.differences).toHaveLength(50);
  expect(found.differences[0]?.pointer).toBe('/79');
});

test('numbers closer than the absolute limit never count', () => {
  expect(drift(answer('[1e-7, 5]'), answer('[3e-7, 6]'), 0.001)).toMatchObject({
    differenceCount: 1,
    differences: [{ pointer: '/1' }],
  });
});

function faults(maxDrift: MaxDrift | null, times: { before: number[]; now: number[] }) {
  const one = driftOf(
    'one',
    {
      before: { answer: answer('[10]'), latenciesMs: times.before },
      now: { answer: answer('[11]'), latenciesMs: times.now },
    },
    undefined,
  );
  const digest = answer('').digest;
  return driftFaults({ image: 'r:1', digest, problem: null, cases: [one], maxDrift });
}

test('a limit names the case, the place and both values', () => {
  const times = { before: [10, 20, 90], now: [50, 60, 61] };
  expect(faults({ answer: 0.05 }, times)).toEqual([
    'one: /0: 11, before 10 (drift 0.1); at most 0.05 is allowed',
  ]);
  expect(faults({ latency: 2 }, times)).toEqual([
    'one: took 60 ms, before 20 ms (3.00 times); at most 2 times is allowed',
  ]);
  expect(faults({ answer: 0.1, latency: 3 }, times)).toEqual([]);
  expect(faults(null, times)).toEqual([]);
});

test('a few milliseconds are no drift, and a version that cannot run is one', () => {
  expect(faults({ latency: 1 }, { before: [1], now: [6] })).toEqual([]);
  expect(faults({ latency: 1 }, { before: [1], now: [7] })).toHaveLength(1);
  const { digest } = answer('');
  const broken = { image: 'r:1', digest, problem: 'r:1 could not be compared: it died', cases: [] };
  expect(driftFaults({ ...broken, maxDrift: { answer: 1 } })).toEqual([broken.problem]);
  expect(driftFaults({ ...broken, maxDrift: null })).toEqual([]);
});
