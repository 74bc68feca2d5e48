import { createGithubHost } from '@package-model/host/github/host';
import type { Step } from '@package-model/steps/step';
import { runOnMachine } from './run-on-machine.ts';

/** Runs a step as a GitHub action; the process ends with its exit code. */
export async function startGithub(step: Step): Promise<void> {
  const host = createGithubHost({
    environment: process.env,
    write: (text) => void process.stdout.write(text),
    now: () => performance.now(),
  });
  await runOnMachine(step, host, async () => {
    const { startWithActionsExec } = await import('@package-model/host/github/runner');
    return startWithActionsExec;
  });
}
