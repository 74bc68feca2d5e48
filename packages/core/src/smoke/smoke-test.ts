import { messageOf } from '../errors.ts';
import { hideSecrets } from './checks/secret-shapes.ts';
import { examine, type ExamineDeps } from './examine.ts';
import { evidenceOf } from './failure/evidence.ts';
import { explain } from './failure/explain.ts';
import { assembleReport, type Findings } from './report/assemble-report.ts';
import type { SmokeReport } from './report/report.ts';
import { shortId, type SmokeEngine } from './run/container.ts';
import { isolationHint } from './run/isolation-hint.ts';
import type { SmokeTarget } from './run/target.ts';
import { type Started, withContainer } from './run/with-container.ts';

export type SmokeDeps = ExamineDeps & { readonly engine: SmokeEngine };

const MAX_LOG_CHARACTERS = 64 * 1024;

/**
 * Runs the image, waits for its scoring server, sends the cases, runs the checks and always removes
 * the container. A container, server, case or check that fails is a report that did not pass
 * (`failureOf` makes it an error); raises only what the engine raises, or the signal's reason.
 */
export async function smokeTest(target: SmokeTarget, deps: SmokeDeps): Promise<SmokeReport> {
  const startedAt = deps.clock.now();
  const left: string[] = [];
  const onLeftover = (message: string): void => void left.push(message);
  const report = await withContainer(target, { ...deps, onLeftover }, (started) =>
    examineContainer(started, target, { deps, startedAt }),
  );
  const [message] = left;
  return message === undefined ? report : withLeftover(report, message);
}

async function examineContainer(
  { id, subject, keep }: Started,
  target: SmokeTarget,
  { deps, startedAt }: { readonly deps: SmokeDeps; readonly startedAt: number },
): Promise<SmokeReport> {
  let atCases: string | undefined;
  const findings = await examine(subject, target, {
    ...deps,
    async onScored(scored) {
      await deps.onScored?.(scored);
      // The requests of the checks that follow leave tracebacks of their own in the log.
      if (scored.some(({ report }) => !report.passed)) atCases = await logOf(id, deps);
    },
  });
  const { failure } = findings;
  const times = { startedAt, finishedAt: deps.clock.now() };
  if (failure === null) {
    return assembleReport(target, findings, { ...times, log: null, cause: undefined });
  }
  if (target.keepOnFailure === 'yes') keep();
  const log = hideSecrets(atCases ?? (await logOf(id, deps)), target.container?.env ?? {});
  const found = { code: failure.code, seen: failure.message, log };
  const cause = await explain(await evidenceOf(id, found, target, deps));
  const told = target.isolated === 'yes' ? withIsolation(findings, log) : findings;
  return assembleReport(target, told, { ...times, log, cause });
}

function withIsolation(findings: Findings, log: string): Findings {
  const { failure } = findings;
  const hint = failure === null ? undefined : isolationHint(log);
  if (failure === null || hint === undefined) return findings;
  return { ...findings, failure: { ...failure, message: `${failure.message}\n${hint}` } };
}

/** A finding of the test itself says more than what was left behind. */
function withLeftover(report: SmokeReport, message: string): SmokeReport {
  if (report.failure !== null) return report;
  const failure = { code: 'CLEANUP_FAILED', message } as const;
  return { ...report, passed: false, outcome: 'cleanup-failed', failure };
}

async function logOf(id: string, { engine, log, signal }: SmokeDeps): Promise<string> {
  try {
    return (await engine.logs(id, signal)).slice(-MAX_LOG_CHARACTERS);
  } catch (error) {
    signal.throwIfAborted();
    // The finding itself matters more than the log that would explain it.
    log.warn(`The log of the container ${shortId(id)} could not be read: ${messageOf(error)}`);
    return '';
  }
}
