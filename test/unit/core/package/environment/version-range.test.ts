import { overlap, within } from '@package-model/core/package/environment/version-range';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('version specifiers', () => {
  test.each([
    ['<3', '~=3.1.0', false],
    ['<3', '<=2.3.2', true],
    ['==1.0.3', '<2.3.0', true],
    ['==2.11.*', '~=2.12.0', false],
    ['~=2.7', '~=2.12.0', true],
    ['~=2.7.1', '~=2.9.0', false],
    ['>=3.0.3', '<3.0.0', false],
    ['>=1.9,<1.11', '==1.10', true],
    ['==3.1', '~=3.1.0', true],
    ['==3.1', '!=3.1.0', false],
    ['==1.10', '==1.10.0', true],
    ['>2', '<=2', false],
    ['==2.0rc1', '>=2.0', false],
    ['==2.0.post1', '>=2.0', true],
    ['', '==1', true],
    ['whatever', '==1', true],
  ])('%j and %j have a version in common: %s', (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });

  test.each([
    ['==2.2.3', '<3', true],
    ['', '<3', false],
    ['<3', '<3.0', true],
    ['<=3', '<3', false],
    ['==3.10', '>=3.9', true],
    ['~=2.1', '>=2,<4', true],
  ])('all of %j is in %j: %s', (inner, outer, expected) => {
    expect(within(inner, outer)).toBe(expected);
  });

  test('a version is in its own line and in no other', () => {
    const number = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(number, number, number, (major, minor, patch) => {
        const exact = `==${major}.${minor}.${patch}`;
        expect(within(exact, `==${major}.${minor}.*`)).toBe(true);
        expect(within(exact, `~=${major}.${minor}.0`)).toBe(true);
        expect(overlap(exact, `==${major}.${minor + 1}.*`)).toBe(false);
        expect(overlap(exact, `<${major}.${minor}.${patch}`)).toBe(false);
      }),
    );
  });

  test('nothing that may be written throws', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => typeof overlap(a, b) === 'boolean'));
  });
});
