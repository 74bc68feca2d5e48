import { codeBlock } from './code-block.ts';
import { factRows } from './fact-rows.ts';
import { type FurtherTable, furtherTables } from './further-tables.ts';
import type { CaseReport, CheckReport, SmokeReport } from './report.ts';
import { cut, visibleText } from './visible-text.ts';
import {
  caseCount,
  causeLine,
  checkCount,
  checkWord,
  counted,
  formatDuration,
  outcomeWords,
} from './words.ts';

/** A job's summary may have 1 MiB in all; this part of it stays far below. */
const LIMIT_BYTES = 400_000;
const MAX_ROWS = 200;
const MAX_CELL = 500;
const MAX_CODE = 4000;

const icons = { passed: '✅', failed: '❌', warning: '⚠️', skipped: '⏭️' } as const;

/**
 * A report as Markdown for a job's summary: outcome, cause, cases, checks and the facts of the run.
 * What comes from the container or the service is text in it, and long lists end with a count.
 */
export function renderMarkdown(report: SmokeReport): string {
  const { passed, outcome, checks, cases } = report;
  const icon = passed ? icons.passed : icons.failed;
  const parts = [
    `#### ${icon} ${outcomeWords[outcome]}: ${caseCount(report)}; ${checksText(report)}\n`,
    ...whyPart(report),
    ...tablePart(['', 'case', 'status', 'time', 'differences'], failedFirst(cases), caseRow),
    ...tablePart(['', 'check', 'id', 'finding'], toldFirst(checks), checkRow),
    ...furtherTables(report).flatMap(furtherPart),
    ...listPart('Not tested', report.notTested),
    table(['run', ''], factRows(report)),
  ];
  return fitted(parts);
}

/** `no checks`, or their count behind what is counted. */
function checksText(report: SmokeReport): string {
  return report.checks.length === 0 ? checkCount(report) : `checks: ${checkCount(report)}`;
}

/** Whole parts only: a table that is cut in its middle still reads, half a code block does not. */
function fitted(parts: readonly string[]): string {
  let text = '';
  for (const [index, part] of parts.entries()) {
    if (Buffer.byteLength(text) + Buffer.byteLength(part) > LIMIT_BYTES) {
      return `${text}\n… and ${counted(parts.length - index, 'more part')} in the report\n`;
    }
    text += `${text === '' ? '' : '\n'}${part}`;
  }
  return text;
}

function whyPart(report: SmokeReport): readonly string[] {
  const line = causeLine(report);
  if (line === undefined) return [];
  const { cause } = report;
  const excerpt = cause?.excerpt ?? [];
  const place = cause?.place ?? null;
  const where = place === null ? '' : `\n${cell(`${place.file}:${place.line}`)}\n`;
  return [
    `**${cell(line)}**\n${where}`,
    ...(excerpt.length === 0 ? [] : [codeBlock(excerpt.join('\n'), MAX_CODE)]),
  ];
}

function tablePart<T>(
  head: readonly string[],
  entries: readonly T[],
  rowOf: (entry: T) => readonly string[],
): readonly string[] {
  if (entries.length === 0) return [];
  const rest = entries.length - MAX_ROWS;
  const text = table(head, entries.slice(0, MAX_ROWS).map(rowOf));
  return rest > 0 ? [`${text}\nand ${rest} more\n`] : [text];
}

function furtherPart({ title, lines, head, rows }: FurtherTable): readonly string[] {
  const text = lines.map((line) => `${cell(line)}\n`).join('\n');
  return [`${title}:\n\n${text}`, ...tablePart(head, rows, (row) => row)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return lines.map((line) => `| ${line.join(' | ')} |\n`).join('');
}

function listPart(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [`${title}:\n\n${lines.map((line) => `- ${cell(line)}\n`).join('')}`];
}

function failedFirst(cases: readonly CaseReport[]): readonly CaseReport[] {
  return [...cases.filter((one) => !one.passed), ...cases.filter((one) => one.passed)];
}

function toldFirst(checks: readonly CheckReport[]): readonly CheckReport[] {
  const order = ['failed', 'warning', 'skipped', 'passed'] as const;
  return order.flatMap((word) => checks.filter((check) => checkWord(check) === word));
}

function caseRow({ name, passed, status, latencyMs, faults, notes }: CaseReport) {
  const told = [...faults, ...notes];
  const rest = told.length > 5 ? [`and ${told.length - 5} more`] : [];
  const icon = passed ? icons.passed : icons.failed;
  const answer = status === null ? 'none' : String(status);
  return [icon, name, answer, formatDuration(latencyMs), [...told.slice(0, 5), ...rest].join('; ')];
}

function checkRow(check: CheckReport): readonly string[] {
  return [icons[checkWord(check)], check.title, check.id, check.message ?? ''];
}

/** Text that stays in one cell and is read neither as HTML nor as Markdown. */
function cell(text: string): string {
  const clean = visibleText(text).replace(/\s+/g, ' ').trim();
  return cut(clean, MAX_CELL)
    .replace(/[\\`*_|[\]~#!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
