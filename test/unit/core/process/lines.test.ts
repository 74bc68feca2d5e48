import { LineSplitter } from '@package-model/core/process/lines';
import { Tail } from '@package-model/core/process/tail';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

function split(chunks: readonly Uint8Array[]): readonly string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

/** Cuts bytes at the given fractions. */
function cut(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

test('lines are the same however the bytes are cut', () => {
  const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n\uFEFF]/.test(text));
  const ends = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(fc.array(line), ends, fc.integer({ min: 1, max: 5 }), (lines, end, size) => {
      const bytes = Buffer.from(lines.map((text) => text + end).join(''));
      expect(split(cut(bytes, size))).toEqual(lines);
    }),
  );
});

test('the last line needs no line end', () => {
  expect(split([Buffer.from('a\nb')])).toEqual(['a', 'b']);
});

test('a line without end does not grow for ever', () => {
  const lines = split(cut(Buffer.alloc(200_000, 'x'), 10_000));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(64 * 1024);
  expect(lines.join('')).toHaveLength(200_000);
});

test('a tail is the end of all that was pushed', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 9 }));
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 20 }), (pushed, limitBytes) => {
      const ascii = pushed.map((chunk) => chunk.map((byte) => byte & 127));
      const tail = new Tail(limitBytes);
      for (const chunk of ascii) tail.push(chunk);
      expect(tail.text()).toBe(Buffer.concat(ascii).toString().slice(-limitBytes));
    }),
  );
});
