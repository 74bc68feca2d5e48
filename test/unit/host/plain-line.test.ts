import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { inertLine, plainLines } from '../../../packages/host/src/plain-line.ts';

test('no text makes a line that GitHub or Azure takes for a command', () => {
  const piece = fc.constantFrom('##vso[', '##VSO[', '##[', '::', ' ', 'error', ']', '#', '\n', 'x');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      for (const line of plainLines(pieces.join('')).map(inertLine)) {
        expect(line).not.toMatch(/^\s*::/);
        expect(line).not.toMatch(/##vso\[/i);
        expect(line).not.toContain('##[');
      }
    }),
  );
});

test('lines without commands stay as they are', () => {
  expect(inertLine('Step 1/2 : FROM a::b ## heading')).toBe('Step 1/2 : FROM a::b ## heading');
});

test('characters that move the cursor or start a new line are taken out', () => {
  expect(plainLines('a\u001b[31mb\rc\u2028d\te')).toEqual(['a[31mb', 'c', 'd\te']);
});
