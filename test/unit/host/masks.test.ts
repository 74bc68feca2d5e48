import { expect, test } from 'vitest';
import { createMasks, secretParts } from '../../../packages/host/src/masks.ts';

test('a secret prints as three stars, the longest match first', () => {
  const masks = createMasks();
  masks.add('word');
  masks.add('password');
  expect(masks.apply('the password and the word')).toBe('the *** and the ***');
});

test('each line of a secret of several lines is hidden on its own', () => {
  const masks = createMasks();
  masks.add('-----BEGIN\nabcdefgh\n-----END');
  expect(masks.apply('got abcdefgh')).toBe('got ***');
});

test('lines of a secret that are too short to hide alone are left out', () => {
  expect(secretParts('{\n"key"\n}')).toEqual(['"key"']);
});

test('the texts in a secret of JSON are hidden on their own, however deep they stand', () => {
  const masks = createMasks();
  masks.add('{"clientSecret": "hunter22", "more": [{"key": "a\\"b quoted"}], "id": 7, "on": "no"}');
  expect(masks.apply('hunter22, a"b quoted, 7, no')).toBe('***, ***, 7, no');
});

test.each([
  [' \r\n', []],
  ['ab\ncd', ['ab', 'cd']],
  ['ab\nlong enough', ['long enough']],
])('no part of %j has a line end, which a task may not hide', (value, parts) => {
  expect(secretParts(value)).toEqual(parts);
});
