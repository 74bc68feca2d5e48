import { cutLines, isBlank } from '@package-model/core/smoke/batch/cut-lines';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

/** A stream that uses one buffer again and again, as reading a file does. */
async function* rotating(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(chunkBytes);
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    const part = bytes.subarray(from, from + chunkBytes);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
  }
}

async function cut(text: string, limitBytes = 1000, chunkBytes = 7): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const { number, content } of cutLines(
    rotating(Buffer.from(text), chunkBytes),
    limitBytes,
  )) {
    const shown = content instanceof Uint8Array ? Buffer.from(content).toString() : content;
    lines.push([number, shown]);
  }
  return lines;
}

test('lines end with LF or CRLF, a byte order mark is none of the first', async () => {
  expect(await cut('\uFEFFone\r\ntwo\n\nlast one')).toEqual([
    [1, 'one'],
    [2, 'two'],
    [3, ''],
    [4, 'last one'],
  ]);
});

test('of a line over the limit only the length is known; the next is whole', async () => {
  const lines = await cut(`${'x'.repeat(5000)}\nnext\n${'y'.repeat(11)}`, 10);
  expect(lines).toEqual([
    [1, { tooLongBytes: 5000 }],
    [2, 'next'],
    [3, { tooLongBytes: 11 }],
  ]);
});

test('any text comes out as String.split has it, whatever the chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\r', '"') })),
      fc.integer({ min: 1, max: 9 }),
      async (parts, chunkBytes) => {
        const text = parts.join('\n');
        const expected = text.split('\n').map((line) => line.replace(/\r$/, ''));
        if (text === '' || text.endsWith('\n')) expected.pop();
        const found = await cut(text, 1000, chunkBytes);
        expect(found).toEqual(expected.map((line, index) => [index + 1, line]));
      },
    ),
  );
});

test('a line of white space is blank', () => {
  const line = (text: string) => ({ number: 1, content: Buffer.from(text) });
  expect([' \t', '', '0', '\u00a0'].map((text) => isBlank(line(text)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isBlank({ number: 1, content: { tooLongBytes: 9 } })).toBe(false);
});
