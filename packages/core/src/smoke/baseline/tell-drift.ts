import type { BaselineReport, CaseDrift } from './baseline-report.ts';
import { formatDrift, formatNumber } from './drift-fault.ts';

const MAX_SHOWN = 5;

/** What was found, for the log: a line for each case, and below it its largest differences. */
export function tellDrift({ image, cases, problem }: BaselineReport): readonly string[] {
  if (problem !== null) return [problem];
  return [`Compared with ${image}:`, ...cases.flatMap(tellCase)];
}

function tellCase(one: CaseDrift): readonly string[] {
  const shown = one.differences.slice(0, MAX_SHOWN).map((entry) => `    ${formatDrift(entry)}`);
  const rest = one.differenceCount - shown.length;
  const more = rest > 0 ? [`    and ${rest} more`] : [];
  return [`  ${one.name}: ${answersOf(one)}${timesOf(one)}`, ...shown, ...more];
}

function answersOf({ differenceCount, drift, absoluteDrift }: CaseDrift): string {
  if (differenceCount === 0) return 'the same answer';
  const count = differenceCount === 1 ? '1 difference' : `${differenceCount} differences`;
  const absolute = absoluteDrift > 0 ? `, ${formatNumber(absoluteDrift)} in numbers` : '';
  return `${count}, at most ${formatNumber(drift)} relative${absolute}`;
}

function timesOf({ latencyMs: now, latencyBeforeMs: before }: CaseDrift): string {
  if (now === null || before === null) return '';
  const ratio = before > 0 ? ` (${(now / before).toFixed(2)} times)` : '';
  return `; ${now} ms, before ${before} ms${ratio}`;
}
