import type { Move } from '@package-model/core/log';

const HEAD = ['what', 'from', 'to', 'how', 'bytes', 'time', 'why'] as const;
type Row = readonly string[];

/** The table that ends each run, as lines of text; [] when nothing happened. */
export function movesText(moves: readonly Move[]): string[] {
  if (moves.length === 0) return [];
  const rows: Row[] = [HEAD, ...moves.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The same table in Markdown. */
export function movesMarkdown(moves: readonly Move[]): string {
  if (moves.length === 0) return '';
  const rows: Row[] = [HEAD, HEAD.map(() => '---'), ...moves.map(cells)];
  return rows.map((row) => `| ${row.map(markdownCell).join(' | ')} |\n`).join('');
}

/** Text that stays within one cell of a Markdown table and is not read as HTML or Markdown. */
export function markdownCell(text: string): string {
  if (text === '---') return text;
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_|[\]~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}

function cells(move: Move): Row {
  const { what, from, to, how, sizeBytes, durationMs, why } = move;
  return [what, from, to, how, String(sizeBytes), `${(durationMs / 1000).toFixed(2)} s`, why];
}

/** A step's outputs in Markdown. */
export function outputsMarkdown(outputs: Readonly<Record<string, string>>): string {
  const rows = Object.entries(outputs).map(
    ([name, value]) => `| ${markdownCell(name)} | ${markdownCell(value)} |\n`,
  );
  return rows.length === 0 ? '' : `| output | value |\n| --- | --- |\n${rows.join('')}`;
}
