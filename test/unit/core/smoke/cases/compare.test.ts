import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compare,
  defaultTolerance,
  formatDifference,
  parseAnswer,
} from '../../../../../packages/core/src/smoke/cases/compare.ts';

function lines(actual: unknown, expected: unknown): readonly string[] {
  return compare(actual, expected, defaultTolerance).map(formatDifference);
}

describe('compare', () => {
  it('names every place that differs, with both values', () => {
    const actual = { a: [1, 2], 'b/c~': 'x', more: true };
    const expected = { a: [1, 2.5], 'b/c~': 'y', gone: null };
    expect(lines(actual, expected)).toEqual([
      '/a/1: 2, expected 2.5',
      '/b~1c~0: "x", expected "y"',
      '/gone: missing, expected null',
      '/more: true, not expected',
    ]);
  });

  it('tells about lengths and still compares what both have', () => {
    expect(lines([1, 9], [1, 2, 3])).toEqual([
      'the answer: 2 entries, expected 3',
      '/1: 9, expected 2',
    ]);
  });

  it('takes numbers as equal within the larger of both tolerances', () => {
    expect(lines([5215.1981316, 0], [5215.1981314, 1e-10])).toEqual([]);
    expect(lines(5215.3, 5215.2)).toEqual(['the answer: 5215.3, expected 5215.2']);
    expect(compare(11, 10, { relative: 0, absolute: 1 })).toEqual([]);
    expect(compare(11, 10, { relative: 0.05, absolute: 0 })).toHaveLength(1);
  });

  it('takes NaN as equal to NaN only', () => {
    expect(lines([NaN, Infinity], [NaN, Infinity])).toEqual([]);
    expect(lines([NaN, 1, Infinity], [1, NaN, -Infinity])).toEqual([
      '/0: NaN, expected 1',
      '/1: 1, expected NaN',
      '/2: Infinity, expected -Infinity',
    ]);
  });

  it('tells numbers from texts, and lists from objects', () => {
    expect(lines(['1', {}], [1, []])).toEqual(['/0: "1", expected 1', '/1: {}, expected []']);
  });

  it('notes that an answer was encoded twice', () => {
    const [line] = lines('[1, 2]', [1, 2]);
    expect(line).toContain('json.dumps');
    expect(line).toContain('and that agrees');
    expect(lines('[1, 3]', [1, 2])[0]).not.toContain('agrees');
    expect(lines('hello', [1, 2])[0]).not.toContain('json.dumps');
  });

  it('does not mistake a member called __proto__', () => {
    const expected: unknown = JSON.parse('{"__proto__": 1}');
    expect(lines({}, expected)).toEqual(['/__proto__: missing, expected 1']);
  });

  it('finds no difference between a value and its copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(lines(JSON.parse(JSON.stringify(value)), value)).toEqual([]);
      }),
    );
  });

  it('finds a difference exactly when it finds one the other way round, without tolerance', () => {
    const exact = { relative: 0, absolute: 0 };
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(compare(a, b, exact).length === 0).toBe(compare(b, a, exact).length === 0);
      }),
    );
  });

  it('finds exactly one difference when one number of a list is moved beyond the tolerance', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, fc.nat(), (expected, seed) => {
        const index = seed % expected.length;
        const actual = expected.map((value, at) =>
          at === index ? value + 1 + Math.abs(value) : value,
        );
        const found = compare(actual, expected, defaultTolerance);
        expect(found.map((one) => one.pointer)).toEqual([`/${index}`]);
      }),
    );
  });
});

describe('parseAnswer', () => {
  it('reads NaN and Infinity as Python writes them, but not inside texts', () => {
    expect(parseAnswer('[NaN, -Infinity, "NaN \\" Infinity", 1]')).toEqual({
      value: [NaN, -Infinity, 'NaN " Infinity', 1],
      strict: false,
    });
    expect(parseAnswer('["NaN"]')).toEqual({ value: ['NaN'], strict: true });
  });

  it('gives nothing for text that is not JSON', () => {
    expect(parseAnswer('Healthy')).toBeUndefined();
    expect(parseAnswer('[NaN')).toBeUndefined();
  });
});

describe('a subset', () => {
  it('may lack keys that the answer has, at any depth, but no entries of lists', () => {
    const answer = { label: 'cat', scores: [{ p: 0.5, id: 1 }], took: 3 };
    const wanted = { scores: [{ p: 0.5 }] };
    expect(compare(answer, wanted, defaultTolerance, 'subset')).toEqual([]);
    expect(compare(answer, { scores: [] }, defaultTolerance, 'subset')).toHaveLength(1);
    expect(compare(answer, { label: 'cat', no: 1 }, defaultTolerance, 'subset')).toMatchObject([
      { pointer: '/no', kind: 'missing' },
    ]);
  });
});
