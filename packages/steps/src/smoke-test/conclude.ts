import type { Secret } from '@package-model/core/secret';
import { failureOf } from '@package-model/core/smoke/report/report';
import type { CodeSources } from '@package-model/core/package/code/code';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import { hideValues } from '@package-model/core/smoke/report/hide-values';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import { checkCount, counted } from '@package-model/core/smoke/report/words';
import { profileOutputs } from './profile-outputs.ts';
import { StepFailed } from '../step-failed.ts';
import type { StepContext } from '../step.ts';
import type { ConcludeValues } from './inputs.ts';
import { scriptPlace } from './script-place.ts';
import { writeReports } from './write-reports.ts';

type Extras = {
  /** Where the image's code is from, where this run has made it. */
  readonly scripts?: CodeSources | undefined;
  readonly cases?: readonly SmokeCase[];
  /** More parts of the job's summary. */
  readonly more?: readonly string[];
  /** What the service was given and may have shown. */
  readonly secrets?: readonly Secret[];
};

/** Writes the reports and gives the outputs; a test that did not pass is `StepFailed`. */
export async function conclude(
  found: SmokeReport,
  values: ConcludeValues,
  context: StepContext,
  { scripts, cases = [], more = [], secrets = [] }: Extras = {},
) {
  const { log } = context;
  const report = hideValues(found, secrets);
  await writeReports(report, values, context);
  for (const part of more) context.summarize(part);
  const outputs = {
    passed: String(report.passed),
    outcome: report.outcome,
    'report-path': values['report-path'],
    'latency-ms': report.latencyMs === null ? '' : String(report.latencyMs),
    ...profileOutputs(report),
  };
  const failure = failureOf(report);
  if (failure !== undefined) {
    const place =
      (await scriptPlace(report.cause, { context, sources: scripts })) ?? casePlace(report, cases);
    throw new StepFailed(failure.message, outputs, { cause: failure, ...(place && { place }) });
  }
  const median = report.latencyMs === null ? '' : `, ${report.latencyMs} ms a request`;
  const checks = report.checks.length === 0 ? '' : `; checks: ${checkCount(report)}`;
  log.info(`The smoke test passed: ${counted(report.cases.length, 'case')}${median}${checks}.`);
  return outputs;
}

/** Where the first case is written that was not answered as it must. */
function casePlace({ outcome, cases }: SmokeReport, written: readonly SmokeCase[]) {
  if (outcome !== 'case-failed') return undefined;
  const failed = cases.find(({ passed }) => !passed);
  return written.find(({ name }) => name === failed?.name)?.place;
}
