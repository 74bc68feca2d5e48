import { expect, test } from 'vitest';
import { digestFromHex } from '../../../../../packages/core/src/oci/digest.ts';
import {
  compareVersions,
  previousVersion,
  releaseTags,
} from '../../../../../packages/core/src/smoke/baseline/previous-version.ts';

const digestOf = (number: number) => digestFromHex(String(number).repeat(64));
const candidate = { digest: digestOf(9), models: ['net:10'] };

function tagged(tag: string, number: number, ...models: readonly string[]) {
  return { tag, digest: digestOf(number), models };
}

test('the highest release below the candidate is taken, counted as people count', () => {
  const released = [
    tagged('2', 2, 'net:2'),
    tagged('9', 3, 'net:9'),
    tagged('11', 4, 'net:11'),
    tagged('12', 5, 'other:9'),
  ];
  expect(previousVersion(candidate, released)?.tag).toBe('9');
  expect(previousVersion(candidate, released.slice(2))).toBeUndefined();
});

test('the same version with other code counts, the candidate itself does not', () => {
  const released = [
    tagged('1.9.0', 1, 'net:10'),
    tagged('1.10.0', 2, 'net:10'),
    tagged('2', 9, 'net:10'),
  ];
  expect(previousVersion(candidate, released)?.tag).toBe('1.10.0');
});

test('an image of several models needs all of them, none newer', () => {
  const own = { digest: digestOf(9), models: ['a:3', 'b:5'] };
  const released = [
    tagged('x', 1, 'a:3', 'b:6'),
    tagged('y', 2, 'b:4', 'a:2'),
    tagged('z', 3, 'a:2'),
  ];
  expect(previousVersion(own, released)?.tag).toBe('y');
});

test('tags that are no releases are left out', () => {
  const others = [
    'candidate-0123456789abcdef01234567',
    'env-0123',
    'model-v3',
    'claim-4-abc',
    `sha256-${'a'.repeat(64)}.att`,
  ];
  expect(releaseTags([...others, '9', 'model-vision', '10', 'latest'])).toEqual([
    'model-vision',
    'latest',
    '10',
    '9',
  ]);
});

test('versions compare by their numbers', () => {
  const sorted = ['1.10', '1.9', '2', '1.9.1', 'v10', 'v9'].toSorted(compareVersions);
  expect(sorted).toEqual(['1.9', '1.9.1', '1.10', '2', 'v9', 'v10']);
});
