import { messageOf } from '../../errors.ts';
import { EngineError } from '../../engine/errors.ts';
import { SmokeError } from '../errors.ts';
import { type CheckReport, isFault } from '../report/report.ts';
import type { Check, CheckContext, Severities, Stage, Verdict } from './check.ts';
import { failed, skipped } from './check.ts';

/**
 * Runs the checks that are not switched off: those that ask the service one after the other, the
 * rest beside them. The reports stand in the order of the checks.
 */
export async function runChecks(
  checks: readonly Check[],
  severities: Severities,
  context: CheckContext,
): Promise<readonly CheckReport[]> {
  const wanted = checks.filter(({ id }) => severities[id] !== 'off');
  const found = new Map<string, CheckReport>();
  const runOne = async (check: Check, given: CheckContext): Promise<void> => {
    const report = reportOf(check, severities, await run(check, given));
    found.set(check.id, report);
    say(report, context);
  };
  const inStage = (stage: Stage) => wanted.filter((check) => check.stage === stage);
  const oneByOne = async (): Promise<void> => {
    for (const check of inStage('service')) await runOne(check, context);
  };
  const beside = inStage('beside').map((check) => runOne(check, context));
  await allOf([oneByOne(), ...beside]);
  await allOf(inStage('after').map((check) => runOne(check, context)));
  for (const check of inStage('end')) {
    const hasFailed = context.hasFailed || [...found.values()].some(isFault);
    await runOne(check, { ...context, hasFailed });
  }
  return wanted.flatMap(({ id }) => found.get(id) ?? []);
}

/** Waits for all, so that nothing is under way when the first error rises. */
async function allOf(running: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(running);
  await Promise.all(running);
}

function reportOf(check: Check, severities: Severities, verdict: Verdict): CheckReport {
  const { id, title } = check;
  const given = severities[id];
  const severity = given === undefined || given === 'off' ? check.severity : given;
  const message = verdict.outcome === 'passed' ? null : verdict.message;
  return { id, title, severity, outcome: verdict.outcome, message };
}

function say({ id, severity, outcome, message }: CheckReport, { log }: CheckContext): void {
  if (outcome === 'failed' && severity === 'warning') log.warn(`Check ${id}: ${message ?? ''}`);
  else log.debug(`Check ${id}: ${outcome}${message === null ? '' : `: ${message}`}`);
}

/** A container that dies under a check is that check's finding. */
async function run(check: Check, context: CheckContext): Promise<Verdict> {
  const silent = context.unanswered();
  if (silent !== undefined && check.stage === 'service') {
    return skipped(`the service gave no answer to ${silent}`);
  }
  try {
    return await check.run(context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof SmokeError) return failed(error.message);
    // The engine's own trouble is no fault of the image.
    if (error instanceof EngineError) return skipped(messageOf(error));
    throw error;
  }
}
