import { canonicalJson, compareCodeUnits } from '@package-model/core/canonical-json';
import type { Json } from '@package-model/core/canonical-json';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 4 }),
  ),
})).value;

test('orders keys by code unit, at every depth, without white space', () => {
  const text = canonicalJson({ b: 1, a: [{ z: null, Z: true }], ä: 'ü', B: undefined });
  expect(text).toBe('{"a":[{"Z":true,"z":null}],"b":1,"ä":"ü"}');
});

test('reads back as the same value', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('does not depend on the order in which keys were set', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).toReversed());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
    }),
  );
});

test('has no form for numbers that JSON has none for', () => {
  expect(() => canonicalJson([Number.NaN])).toThrow(TypeError);
  expect(() => canonicalJson(Number.POSITIVE_INFINITY)).toThrow(TypeError);
});

test('capitals come before small letters, letters before umlauts', () => {
  expect(['ä', 'b', 'B', 'a'].toSorted(compareCodeUnits)).toEqual(['B', 'a', 'b', 'ä']);
  expect(compareCodeUnits('x', 'x')).toBe(0);
});
