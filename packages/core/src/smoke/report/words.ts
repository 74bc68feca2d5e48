import type { CheckReport, SmokeOutcome, SmokeReport } from './report.ts';

/** How an outcome is told to people. */
export const outcomeWords = {
  passed: 'Passed',
  'start-failed': 'Did not start',
  timeout: 'No answer in time',
  'case-failed': 'A case failed',
  'check-failed': 'A check failed',
  'cleanup-failed': 'Not cleaned up',
} as const satisfies Readonly<Record<SmokeOutcome, string>>;

/** `4.5 ms`, `3.2 s`, `2 min 5 s`; `–` for what is not known. */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null) return '–';
  if (durationMs < 999.5) return `${Number(durationMs.toPrecision(3))} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 119.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `2026-01-02 03:04:05 UTC` of an ISO time. */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** `1 case`, `2 cases`. */
export function counted(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}

/** How a check ended, in one word: a finding of severity warning is a `warning`. */
export function checkWord({ outcome, severity }: CheckReport): CheckWord {
  if (outcome !== 'failed') return outcome;
  return severity === 'error' ? 'failed' : 'warning';
}
export type CheckWord = 'passed' | 'warning' | 'failed' | 'skipped';

/** Why it did not pass, in one line: the root cause where one is known; undefined for a pass. */
export function causeLine({ cause, failure }: SmokeReport): string | undefined {
  if (cause !== null) return cause.message;
  const [first = '', ...rest] = failure?.message.split('\n') ?? [];
  if (failure === null) return undefined;
  // A line that announces others says nothing alone: `1 of 2 cases failed:`, its case, its fault.
  const told = first.endsWith(':') ? [first, ...rest.slice(0, 2)] : [first];
  return told.map((line) => line.trim()).join(' ');
}

/** The image as people know it, without its digest; the address of a service that ran already. */
export function imageNameOf({ facts, image }: SmokeReport): string {
  return facts.imageName ?? image.split('@')[0] ?? image;
}

/** `11 of 12 cases passed`. */
export function caseCount({ cases }: SmokeReport): string {
  if (cases.length === 0) return 'no cases';
  const passed = cases.filter((one) => one.passed).length;
  return `${passed} of ${counted(cases.length, 'case')} passed`;
}

/** `9 checks passed, 2 warnings, 1 failed`; empty parts are left out. */
export function checkCount({ checks }: SmokeReport): string {
  const words = checks.map(checkWord);
  const of = (word: CheckWord): number => words.filter((one) => one === word).length;
  const parts = [
    [of('passed'), 'passed'],
    [of('warning'), of('warning') === 1 ? 'warning' : 'warnings'],
    [of('failed'), 'failed'],
    [of('skipped'), 'skipped'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return shown.length === 0 ? 'no checks' : shown.join(', ');
}
