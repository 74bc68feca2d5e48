import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { mapSchema } from '../../../../packages/steps/src/inputs/pairs.ts';

const schema = mapSchema(
  (value) => value,
  (name) => (/^[A-Z_]+$/.test(name) ? undefined : `${name} is no name`),
);

function faultOf(text: string): string {
  return schema.safeParse(text).error?.issues[0]?.message ?? 'none';
}

test.each([
  ['A=1\nB=x=y, z', { A: '1', B: 'x=y, z' }],
  ['# why\nA=1\r\n\r\nB=', { A: '1', B: '' }],
  ['"A=say ""no"""', { A: 'say "no"' }],
  ['{"A": "1", "B": 2, "C": true}', { A: '1', B: '2', C: 'true' }],
  [
    "A: 1\nB: \"x # y\"\nC: 'it''s' # why\nD: http://h/?a=b\nE:",
    {
      A: '1',
      B: 'x # y',
      C: "it's",
      D: 'http://h/?a=b',
      E: '',
    },
  ],
  ['A=b: c', { A: 'b: c' }],
])('%j is %j', (text, pairs) => {
  expect(z.parse(schema, text)).toEqual(pairs);
});

test.each([
  ['A=1\nB', 'entry 2 has no "="'],
  ['A=1\nA=2', 'A is given twice'],
  ['{"A": "1"', 'no JSON object'],
  ['{"A": ["canary"]}', 'no JSON object'],
  ['A: |\n', 'the value of A is no text of one line'],
  ['A: [canary]', 'the value of A is no text of one line'],
  ['"A=canary', 'a quote without its partner'],
  ['a=1', 'a is no name'],
])('%j is refused: %s', (text, fault) => {
  expect(faultOf(text)).toContain(fault);
  expect(faultOf(text)).not.toContain('canary');
});

test('a name of JavaScript itself is a name like any other', () => {
  const any = mapSchema(String, () => undefined);
  const pairs = z.parse(any, '__proto__=1\nconstructor=2');
  expect(Object.entries(pairs)).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
});
