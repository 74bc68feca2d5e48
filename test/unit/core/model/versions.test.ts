import {
  claimsOf,
  claimTag,
  givenUpTag,
  highestVersion,
  versionTag,
} from '@package-model/core/model/versions';
import { isTag } from '@package-model/core/oci/reference';
import { expect, test } from 'vitest';

test('the highest version is a number, whatever else the tags are', () => {
  const tags = ['model-v9', 'model-v10', 'model-v010', 'model-v11x', 'env-1', 'claim-12-ab', 'v99'];
  expect(highestVersion(tags)).toBe(10);
  expect(highestVersion([])).toBe(0);
  expect(highestVersion(Array.from({ length: 50_000 }, (_, index) => versionTag(index)))).toBe(
    49_999,
  );
});

test('claims of a version are found, but for the own one', () => {
  const tags = [claimTag(3, 'aa'), claimTag(3, 'bb'), claimTag(33, 'aa'), 'claim-3-', 'claim-3-zz'];
  expect(claimsOf(tags, 3)).toEqual(['claim-3-aa', 'claim-3-bb']);
  expect(claimsOf(tags, 3, 'aa')).toEqual(['claim-3-bb']);
  expect(claimsOf([...tags, givenUpTag('claim-3-aa')], 3)).toEqual(['claim-3-bb']);
});

test('all are tags that every registry takes', () => {
  expect(isTag(versionTag(123_456))).toBe(true);
  expect(isTag(givenUpTag(claimTag(123_456, 'f'.repeat(16))))).toBe(true);
});
