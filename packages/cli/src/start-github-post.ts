import { createRun } from '@package-model/core/process/spawn';
import { childEnvironment } from '@package-model/host/child-environment';
import { readGithubState } from '@package-model/host/github-state';
import { cleanUp } from '@package-model/steps/clean-up';

const TIMEOUT_MS = 60_000;

/**
 * The post part of every action: takes away what the main part has left when it was killed. It never
 * fails: the job's result is that of its steps.
 */
export async function startGithubPost(): Promise<void> {
  const { env: environment } = process;
  const state = readGithubState(environment);
  if (state?.runId === undefined) return;
  const { runId, docker, temporaryDirectory } = state;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    const removed = await cleanUp(
      { runId, docker, temporaryDirectory },
      { run: createRun(childEnvironment(environment)), signal: AbortSignal.timeout(TIMEOUT_MS) },
    );
    for (const what of removed) say(`Removed ${what}: the step was ended before it could.`);
  } catch {
    say(`What the step has left could not be removed; look for the label package-model.run.`);
  }
}
