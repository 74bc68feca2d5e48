import { codeBlock } from '@package-model/core/smoke/report/code-block';
import { visibleText } from '@package-model/core/smoke/report/visible-text';
import { formatDuration } from '@package-model/core/smoke/report/words';
import type { Issue } from '@package-model/host/host';
import { formatIssue } from '@package-model/host/issues';
import type { Timing } from './journal.ts';
import { markdownCell, movesMarkdown } from './report.ts';
import type { Move } from '@package-model/core/log';
import type { Outputs } from './step.ts';

const LONGEST_REASON = 8000;
const MOST_ISSUES = 50;

export type Told = {
  readonly title: string;
  readonly durationMs: number;
  /** Why it failed; undefined for a step that did its work. */
  readonly issues: readonly Issue[] | undefined;
  readonly timings: readonly Timing[];
  /** What the step itself has to say. */
  readonly parts: readonly string[];
  readonly outputs: Outputs;
  readonly moves: readonly Move[];
};

/** The summary of a step for people, in Markdown: how it ended and why, what it did, what it moved. */
export function stepSummary(told: Told): string {
  const { title, durationMs, issues, timings, parts, outputs, moves } = told;
  const took = formatDuration(durationMs);
  const head = issues === undefined ? `✅ ${title}: done in` : `❌ ${title}: failed after`;
  const times = timingsText(timings);
  return [
    `### ${head} ${took}\n`,
    issuesMarkdown(issues ?? []),
    times === '' ? '' : `${times}\n`,
    ...parts,
    outputsMarkdown(outputs),
    moves.length === 0 ? '' : `#### What was moved, and why\n\n${movesMarkdown(moves)}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** `build-image 15.2 s, smoke-test 800 ms`; '' for a step without parts. */
export function timingsText(timings: readonly Timing[]): string {
  return timings.map((one) => `${one.title} ${formatDuration(one.durationMs)}`).join(', ');
}

/** A step's outputs in Markdown, folded: they are for who writes the next step. */
export function outputsMarkdown(outputs: Readonly<Record<string, string>>): string {
  const rows = Object.entries(outputs).map(
    ([name, value]) => `| ${markdownCell(name)} | ${markdownCell(value)} |\n`,
  );
  if (rows.length === 0) return '';
  const table = `| output | value |\n| --- | --- |\n${rows.join('')}`;
  return `<details><summary>Outputs</summary>\n\n${table}\n</details>\n`;
}

/** Why a step failed, in Markdown: one reason with all its lines, or a list with places. */
export function issuesMarkdown(issues: readonly Issue[]): string {
  const [only, ...others] = issues;
  if (only === undefined) return '';
  if (others.length === 0 && only.place === undefined) {
    const [first = '', ...rest] = only.message.split('\n');
    const block = rest.length === 0 ? '' : `\n${codeBlock(rest.join('\n'), LONGEST_REASON)}`;
    return `**${markdownCell(visibleText(first))}**\n${block}`;
  }
  const shown = issues.slice(0, MOST_ISSUES).map((issue) => {
    const [first = '', ...rest] = formatIssue(issue).split('\n');
    const block = rest.length === 0 ? '' : `\n${codeBlock(rest.join('\n'), LONGEST_REASON)}\n`;
    return `- ${markdownCell(visibleText(first))}\n${block}`;
  });
  const more = issues.length - shown.length;
  return `${shown.join('')}${more > 0 ? `- and ${more} more; the log has all of them\n` : ''}`;
}
