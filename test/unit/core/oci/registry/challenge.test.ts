import { parseChallenges } from '@package-model/core/oci/registry/challenge';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

function plain(header: string): unknown {
  return parseChallenges(header).map(({ scheme, parameters }) => [
    scheme,
    Object.fromEntries(parameters),
  ]);
}

test('quoted values may hold commas and quotes', () => {
  const header =
    'Bearer realm="https://auth.io/token",service="reg",scope="repository:a/b:pull,push",x="a\\"b"';
  expect(plain(header)).toEqual([
    [
      'bearer',
      {
        realm: 'https://auth.io/token',
        service: 'reg',
        scope: 'repository:a/b:pull,push',
        x: 'a"b',
      },
    ],
  ]);
});

test('several challenges share a header; names are in lower case', () => {
  expect(plain('Basic Realm="one, two" , BEARER realm=https , Negotiate')).toEqual([
    ['basic', { realm: 'one, two' }],
    ['bearer', { realm: 'https' }],
    ['negotiate', {}],
  ]);
});

test('white space around the equals sign does no harm', () => {
  expect(plain('Bearer  realm = "x" ,service= "y"')).toEqual([
    ['bearer', { realm: 'x', service: 'y' }],
  ]);
});

test('a token in the place of parameters harms no other challenge', () => {
  const schemes = parseChallenges('Negotiate YII=, Basic realm="x"').map((one) => one.scheme);
  expect(schemes).toEqual(['negotiate', 'basic']);
});

test('an empty header has no challenge', () => {
  expect(plain('')).toEqual([]);
  expect(plain(' , ,')).toEqual([]);
});

test('ends for any text', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ ,="\\a-c]{0,60}$/), (header) => {
      expect(Array.isArray(parseChallenges(header))).toBe(true);
    }),
  );
});

test('what is written as a challenge is read back', () => {
  const value = fc.string({ maxLength: 20 });
  const name = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.dictionary(name, value, { minKeys: 1 }), (parameters) => {
      const text = Object.entries(parameters).map(
        ([key, one]) => `${key}="${one.replace(/["\\]/g, String.raw`\$&`)}"`,
      );
      expect(plain(`Bearer ${text.join(', ')}`)).toEqual([['bearer', { ...parameters }]]);
    }),
  );
});
