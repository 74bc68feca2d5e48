import { systemClock } from '@package-model/core/clock';
import { createRun } from '@package-model/core/process/spawn';
import { childEnvironment } from '@package-model/host/child-environment';
import { programFinder } from '@package-model/host/runner';
import type { RunState } from '@package-model/host/host';
import { cleanUp } from '@package-model/steps/clean-up';

const TIMEOUT_MS = 60_000;

/**
 * The part of every action and task that runs after the job's steps: takes away what the main part
 * has left when it was killed. It never fails: the job's result is that of its steps.
 */
export async function startPost(state: Partial<RunState> | undefined): Promise<void> {
  if (state?.runId === undefined) return;
  const { runId, docker, temporaryDirectory } = state;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    const removed = await cleanUp(
      { runId, docker, temporaryDirectory },
      {
        run: createRun(childEnvironment(process.env), programFinder()),
        clock: systemClock,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    for (const what of removed) say(`Removed ${what}: the step was ended before it could.`);
  } catch {
    say(
      `The engine did not answer when what the step may have left was to be removed; look for containers with the label package-model.run=${runId}.`,
    );
  }
}
