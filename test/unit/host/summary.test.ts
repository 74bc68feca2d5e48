import { expect, test } from 'vitest';
import { cutSummary } from '../../../packages/host/src/summary.ts';

test('leaves a summary as it is that GitHub shows', () => {
  expect(cutSummary('# Title\n')).toBe('# Title\n');
});

test('cuts a summary behind a whole line that GitHub would drop as too large', () => {
  const text = cutSummary('| ä | ä |\n'.repeat(300_000));
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text.endsWith('\n| ä | ä |\n\n… cut; the log has the rest.\n')).toBe(true);
});
