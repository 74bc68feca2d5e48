import { array, assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mapEntries,
  readEntries,
  writeEntries,
} from '../../../../packages/steps/src/inputs/entries.ts';

test.each([
  ['a', ['a']],
  ['a, b,,c', ['a', 'b', 'c']],
  ['a\r\nb\n\nc\r\n', ['a', 'b', 'c']],
  ['"a, b", c', ['a, b', 'c']],
  ['"say ""no""",x', ['say "no"', 'x']],
  ['"a\nb"', ['a\nb']],
  ['a "b" c', ['a "b" c']],
  ['# why\na, b\n  # and this\nc#1', ['a', 'b', 'c#1']],
  ['"# none"', ['# none']],
  ['["a, b", 2, true]', ['a, b', '2', 'true']],
  ['[a, "b, c", d]', ['a', 'b, c', 'd']],
  ["- a\n- b, c\n- \"d # e\" # f\n- 'it''s'", ['a', 'b, c', 'd # e', "it's"]],
  ['-a, -b', ['-a', '-b']],
  ['', []],
  [' , \n', []],
])('%j is %j', (text, entries) => {
  expect(readEntries(text)).toEqual({ value: entries });
});

test.each(['a, "b', '"a" b', '[1, {"a": 1}]'])('%j is told what to write', (text) => {
  expect(readEntries(text)).toEqual({ fault: expect.stringContaining('write ') });
});

describe('any list', () => {
  const entry = string({ unit: 'binary' })
    .map((text) => text.trim())
    .filter((text) => text !== '');

  test('reads back what was written', () => {
    assert(
      property(array(entry), (entries) => {
        expect(readEntries(writeEntries(entries))).toEqual({ value: entries });
      }),
    );
  });

  test('of a megabyte is read in one pass', () => {
    const text = `"${'a""'.repeat(300_000)}",${'b,'.repeat(200_000)}`;
    expect(readEntries(text)).toHaveProperty('value');
    expect(readEntries(`"${'a""'.repeat(300_000)}`)).toHaveProperty('fault');
  });
});

test('entries are changed one by one; a list that cannot be read stays as it is', () => {
  expect(mapEntries('a, "b, c"', (entry) => `x/${entry}`)).toBe('x/a\n"x/b, c"');
  expect(mapEntries('"a', () => 'x')).toBe('"a');
});
