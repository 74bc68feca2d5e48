import { CodedError, messageOf } from '@package-model/core/errors';
import type { Host, Issue } from '@package-model/host/host';
import type { Journal } from './journal.ts';
import type { Outputs } from './step.ts';

/** What the user is told of a step that failed; `frames` are for debugging. */
export type Failure = {
  readonly issues: readonly Issue[];
  readonly exitCode: 1 | 2;
  readonly frames: readonly string[];
};

type Ending = {
  readonly title: string;
  readonly journal: Journal;
  readonly outputs: Outputs | undefined;
  /** Undefined for a step that did its work. */
  readonly failure?: Failure;
};

/** Ends a step: times and the table of moves in the log, outputs, summary. */
export async function reportStep(ending: Ending, host: Host): Promise<void> {
  const { journal, outputs } = ending;
  await tellTimes(journal, host);
  if (journal.moves.length > 0) {
    const { movesText } = await import('./report.ts');
    for (const line of movesText(journal.moves)) host.log.info(line);
  }
  if (outputs !== undefined) await setOutputs(outputs, host);
  // The summary is for people to read; the work is done, and its outputs are set.
  await summarize(ending, host).catch((reason: unknown) =>
    host.log.warn(`The summary cannot be written: ${messageOf(reason)}`),
  );
}

async function tellTimes(journal: Journal, { log }: Host): Promise<void> {
  if (journal.timings.length === 0) return;
  const { formatDuration } = await import('@package-model/core/smoke/report/words');
  const { timingsText } = await import('./step-summary.ts');
  const total = formatDuration(journal.elapsedMs() ?? null);
  log.info(`Took ${total}: ${timingsText(journal.timings)}.`);
}

async function summarize({ title, journal, outputs, failure }: Ending, host: Host): Promise<void> {
  const durationMs = journal.elapsedMs();
  // Inputs that are refused before any work are told by annotations, without loading anything.
  if (host.summarize === undefined || durationMs === undefined) return;
  const { stepSummary } = await import('./step-summary.ts');
  const { moves, parts, timings } = journal;
  // A part that the step has of its own negative result begins with the reason.
  const isTold = outputs !== undefined && parts.length > 0;
  const issues = failure && (isTold ? [] : failure.issues);
  await host.summarize(
    stepSummary({ title, durationMs, issues, timings, parts, outputs: outputs ?? {}, moves }),
  );
}

async function setOutputs(outputs: Outputs, host: Host): Promise<void> {
  try {
    await host.setOutputs(outputs);
  } catch (cause) {
    const message = `the outputs cannot be set: ${messageOf(cause)}`;
    throw new CodedError('OUTPUTS_NOT_SET', message, { cause });
  }
}
