import { SmokeError } from '../errors.ts';
import type { CheckReport } from '../report/report.ts';
import type { Check, CheckContext, Severities } from './check.ts';

/** Runs the checks that are not switched off, one after the other. */
export async function runChecks(
  checks: readonly Check[],
  severities: Severities,
  context: CheckContext,
): Promise<readonly CheckReport[]> {
  const reports: CheckReport[] = [];
  for (const check of checks) {
    const severity = severities[check.id] ?? check.severity;
    if (severity === 'off') continue;
    const { id, title } = check;
    const verdict = await run(check, context);
    context.log.debug(`check ${id}: ${verdict.outcome}`);
    const message = verdict.outcome === 'passed' ? null : verdict.message;
    reports.push({ id, title, severity, outcome: verdict.outcome, message });
  }
  return reports;
}

/** A container that dies under a check is that check's finding. */
async function run(check: Check, context: CheckContext) {
  try {
    return await check.run(context);
  } catch (error) {
    if (!(error instanceof SmokeError)) throw error;
    return { outcome: 'failed', message: error.message } as const;
  }
}
