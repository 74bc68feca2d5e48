import { formatSize } from '@package-model/core/format-size';
import type { Move } from '@package-model/core/log';

const HEAD = ['what', 'from', 'to', 'how', 'size', 'time', 'why'] as const;
const WHY = HEAD.length - 1;
const WIDTH = 120;
const NARROWEST_WHY = 24;
const LONGEST_PLACE = 24;
const GAP = '  ';

type Row = readonly string[];

/** The table that ends each run, as lines of at most 120 columns; [] when nothing happened. */
export function movesText(moves: readonly Move[]): string[] {
  if (moves.length === 0) return [];
  const rows: Row[] = [HEAD, ...moves.map(textCells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const before = widths.slice(0, WHY).reduce((sum, width) => sum + width + GAP.length, 0);
  const whyWidth = Math.max(NARROWEST_WHY, WIDTH - before);
  return rows.flatMap((row) => {
    const cells = row.slice(0, WHY).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return wrap(row[WHY] ?? '', whyWidth).map((why, line) =>
      (line === 0 ? [...cells, why].join(GAP) : `${' '.repeat(before)}${why}`).trimEnd(),
    );
  });
}

/** The same table in Markdown, with places in full. */
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
  return [what, from, to, how, formatSize(sizeBytes), `${(durationMs / 1000).toFixed(2)} s`, why];
}

/** Narrow cells: digests are shortened, and a repository that `to` names is not said twice. */
function textCells(move: Move): Row {
  const { from, to } = move;
  const source = from.startsWith(`${to}@`) ? from.slice(to.length + 1) : from;
  return cells({ ...move, from: place(source), to: place(to) });
}

/** A place in at most 24 characters; its end, which names the repository, is kept. */
function place(text: string): string {
  const short = text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1');
  return short.length <= LONGEST_PLACE ? short : `…${short.slice(1 - LONGEST_PLACE)}`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const whole of text.split(/\s+/)) {
    const word = whole.length <= width ? whole : `…${whole.slice(1 - width)}`;
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
