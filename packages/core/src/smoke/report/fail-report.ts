import type { SmokeReport } from './report.ts';

/** A report that passed until something else than its cases was found wrong. */
export function failReport(
  report: SmokeReport,
  check: { readonly id: string; readonly title: string },
  faults: readonly string[],
): SmokeReport {
  const text = faults.map((fault) => `\n  ${fault}`).join('');
  const message = `${check.id} failed:${text}`;
  return {
    ...report,
    passed: false,
    outcome: 'check-failed',
    checks: [
      ...report.checks,
      { ...check, severity: 'error', outcome: 'failed', message: faults.join('\n') },
    ],
    failure: { code: 'CHECK_FAILED', message },
  };
}
