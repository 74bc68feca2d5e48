import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Move } from '@package-model/core/log';
import { markdownCell, movesMarkdown, movesText } from '../../../packages/steps/src/report.ts';

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

const digest = `sha256:${'9c0bd1fd6957'.padEnd(64, '0')}`;
const promotion: Move = {
  what: 'release tags 1.4.0',
  from: `registry.example.com/org/models/diabetes@${digest}`,
  to: 'registry.example.com/org/models/diabetes',
  how: 'present',
  sizeBytes: 12_800,
  durationMs: 31,
  why: 'the digest that was tested is the one that is released',
};

test('the table on a terminal fits 120 columns, with short digests and human sizes', () => {
  const lines = movesText([promotion, { ...promotion, what: 'environment image', from: 'engine' }]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  const text = lines.join('\n');
  expect(text).toContain('sha256:9c0bd1fd6957  …');
  expect(text).toContain('12.8 kB');
  expect(text).not.toContain(digest);
});

test('the Markdown table names places in full', () => {
  expect(movesMarkdown([promotion])).toContain(digest);
});
