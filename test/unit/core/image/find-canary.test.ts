import { canariesOf, canaryFinder } from '@package-model/core/image/find-canary';
import { Secret } from '@package-model/core/secret';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('what betrays a secret', () => {
  test.each([
    [
      'https://user:p%40ssword@host/simple',
      ['user:p%40ssword', 'user:p@ssword', 'p%40ssword', 'p@ssword'],
    ],
    ['https://a-long-token@host/simple', ['a-long-token']],
    ['https://conda.example.com/t/a-long-token/', ['a-long-token']],
    ['https://pypi.org/simple', []],
    ['http://proxy:3128', []],
    ['https://u:pw@host', []],
    ['a text without an address', ['a text without an address']],
  ])('%s', (text, expected) => {
    expect(canariesOf([new Secret(text)]).toSorted()).toEqual(expected.toSorted());
  });

  test('is looked for in every address of a list', () => {
    const secret = new Secret('https://u:first-password@a/ https://u:second-password@b/');
    expect(canariesOf([secret])).toContain('first-password');
    expect(canariesOf([secret])).toContain('second-password');
  });
});

describe('the search in a stream', () => {
  const chunks = fc.array(fc.uint8Array({ max: 3, maxLength: 9 }), { maxLength: 12 });
  const needles = fc.array(
    fc.string({ unit: fc.constantFrom('\0', '\x01', '\x02', '\x03'), minLength: 2, maxLength: 5 }),
    { maxLength: 3 },
  );

  test('finds exactly what stands in all of it, however it is cut', () => {
    fc.assert(
      fc.property(chunks, needles, (pieces, wanted) => {
        const whole = Buffer.concat(pieces);
        const finder = canaryFinder(wanted);
        // One buffer for all chunks: a source may use its memory again.
        const memory = Buffer.alloc(16);
        for (const piece of pieces) {
          memory.set(piece);
          finder.push(memory.subarray(0, piece.length));
        }
        const found = finder.push(new Uint8Array(0));
        expect(found).toBe(wanted.some((text) => whole.includes(text)));
      }),
    );
  });
});
