import { digestOf } from '@package-model/core/oci/digest';
import {
  compareEnvironments,
  renderChanges,
} from '@package-model/core/package/plan/compare-environments';
import type { LockedEnvironment } from '@package-model/core/package/plan/lock-file';
import { expect, test } from 'vitest';

const before: LockedEnvironment = {
  baseImage: 'python:3.12-slim',
  baseIdentity: digestOf('old'),
  tag: 'env-1',
  images: {},
  packages: ['a==1', 'numpy==1.26.4', 'z==1'],
};

test('an environment that stays the same has no changes', () => {
  const later = { ...before, builtAt: '2026-01-01T00:00:00.000Z', tag: 'env-2' };
  expect(compareEnvironments(before, later)).toEqual([]);
});

test('tells of the base image, and of packages that came, went and moved', () => {
  const after = {
    ...before,
    baseIdentity: digestOf('new'),
    packages: ['a==1', 'b==2', 'numpy==2.0.0'],
  };
  const changes = compareEnvironments(before, after);
  expect(changes).toEqual([
    { what: 'base python:3.12-slim', from: digestOf('old'), to: digestOf('new') },
    { what: 'b', to: '2' },
    { what: 'numpy', from: '1.26.4', to: '2.0.0' },
    { what: 'z', from: '1' },
  ]);
  expect(renderChanges(changes)).toBe(
    [
      'WHAT                   BEFORE               NOW',
      `base python:3.12-slim  ${digestOf('old').slice(0, 19)}  ${digestOf('new').slice(0, 19)}`,
      'b                      –                    2',
      'numpy                  1.26.4               2.0.0',
      'z                      1                    –',
    ].join('\n'),
  );
});

test('tells of everything that a first lock pins', () => {
  expect(compareEnvironments(undefined, before).map(({ what }) => what)).toEqual([
    'base python:3.12-slim',
    'a',
    'numpy',
    'z',
  ]);
});

test('compares manifest digests only where both locks have one', () => {
  const pulled = { ...before, baseDigest: digestOf('manifest') };
  expect(compareEnvironments(before, pulled)).toEqual([]);
  const moved = { ...pulled, baseDigest: digestOf('other'), baseIdentity: digestOf('new') };
  expect(compareEnvironments(pulled, moved)).toEqual([
    { what: 'base python:3.12-slim', from: digestOf('manifest'), to: digestOf('other') },
  ]);
});
