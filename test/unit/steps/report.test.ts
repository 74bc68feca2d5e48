import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { markdownCell, movesMarkdown } from '../../../packages/steps/src/report.ts';

test('no text leaves its cell of a Markdown table or becomes HTML', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('|', '\\', '\n', '<', '`', 'a') }), (text) => {
      const cell = markdownCell(text);
      expect(cell).not.toMatch(/[\n<]/);
      expect(cell.replace(/\\[\s\S]/g, '')).not.toMatch(/[|`]/);
    }),
  );
});

test('nothing moved is no table', () => {
  expect(movesMarkdown([])).toBe('');
});
