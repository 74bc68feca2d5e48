import { hiderOf } from '../../secret.ts';
import type { Secret } from '../../secret.ts';
import type { CaseReport, SmokeReport } from './report.ts';

/** Shorter values stand in too many texts by chance. */
const SHORTEST = 6;

/**
 * The report with `***` for these values in every text that a service can have a part in: answers,
 * what they were compared to, checks, causes, its log. What the product itself says stays.
 */
export function hideValues(report: SmokeReport, secrets: readonly Secret[]): SmokeReport {
  const values = secrets.flatMap(spellings).filter(({ length }) => length >= SHORTEST);
  if (values.length === 0) return report;
  const hide = hiderOf(values);
  const { cause, failure, log, baseline } = report;
  return {
    ...report,
    cases: report.cases.map((one) => hideInCase(one, hide)),
    checks: report.checks.map((one) => ({ ...one, message: one.message && hide(one.message) })),
    failure: failure && { ...failure, message: hide(failure.message) },
    cause: cause && {
      ...cause,
      message: hide(cause.message),
      excerpt: cause.excerpt.map(hide),
    },
    log: log && hide(log),
    baseline: baseline && {
      ...baseline,
      cases: baseline.cases.map(({ differences, ...one }) => ({
        ...one,
        differences: differences.map((difference) => ({
          ...difference,
          before: hide(difference.before),
          now: hide(difference.now),
        })),
      })),
    },
  };
}

/** As it is, and as it stands in JSON. */
function spellings(secret: Secret): readonly string[] {
  const value = secret.reveal();
  return [value, JSON.stringify(value).slice(1, -1)];
}

function hideInCase(one: CaseReport, hide: (text: string) => string): CaseReport {
  const { request, answer } = one;
  return {
    ...one,
    faults: one.faults.map(hide),
    notes: one.notes.map(hide),
    request: hideInMessage(request, hide),
    answer: answer && hideInMessage(answer, hide),
  };
}

type Message = Pick<CaseReport['request'], 'headers' | 'bodyPreview'>;

function hideInMessage<T extends Message>(message: T, hide: (text: string) => string): T {
  const { headers, bodyPreview } = message;
  const shown = Object.entries(headers).map(([name, value]) => [name, hide(value)]);
  return {
    ...message,
    headers: Object.fromEntries(shown),
    bodyPreview: bodyPreview && hide(bodyPreview),
  };
}
