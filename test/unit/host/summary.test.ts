import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutSummary } from '../../../packages/host/src/summary.ts';

const row = (cell: string): string => `| ${cell} | ä |\n`;

test('leaves a summary as it is that GitHub shows', () => {
  expect(cutSummary('# Title\n')).toBe('# Title\n');
});

test('leaves a part out that has no room, and goes on with those that have', () => {
  const table = `| a | b |\n| --- | --- |\n${row('x').repeat(40)}`;
  const text = cutSummary(`# Title\n\n${'y'.repeat(600)}\n\n${table}\nat the end\n`, 1000);
  expect(text).toBe(
    `# Title\n\n${'y'.repeat(600)}\n\n… 42 lines left out; the log has the rest.\n\nat the end\n`,
  );
});

test('a code block and what is folded are parts however many empty lines they have', () => {
  const code = `\`\`\`text\na\n\n\n${'b\n\n'.repeat(300)}\`\`\``;
  const folded = `<details><summary>log</summary>\n\n${'c\n\n'.repeat(300)}</details>`;
  const text = cutSummary(`# Title\n\n${code}\n\n${folded}\n\nat the end\n`, 800);
  expect(text).toMatch(/^# Title\n\n… \d+ lines left out; the log has the rest\.\n\nat the end\n$/);
});

test('cuts a table that no page has room for behind a whole row', () => {
  const text = cutSummary(row('ä').repeat(300_000));
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text).toMatch(/\n\| ä \| ä \|\n\n… \d+ lines left out; the log has the rest\.\n$/);
});

test('any summary has room in the end', () => {
  const line = fc.oneof(
    fc.constantFrom('', '```', '<details>', '</details>', '| a | b |', '# t'),
    fc.string({ maxLength: 80 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 300 }), (lines) => {
      expect(Buffer.byteLength(cutSummary(lines.join('\n'), 2000))).toBeLessThanOrEqual(2000);
    }),
  );
});
