import { CodedError } from '@package-model/core/errors';
import { listenForCancellation } from '@package-model/host/cancellation';
import { createGithubHost } from '@package-model/host/github';
import { leave } from '@package-model/host/leave';
import { runStep } from '@package-model/steps/run-step';
import type { Step } from '@package-model/steps/step';

/** Runs a step as a GitHub action; the process ends with its exit code. */
export async function startGithub(step: Step): Promise<void> {
  const { env: environment } = process;
  const host = createGithubHost({
    environment,
    write: (text) => void process.stdout.write(text),
    now: () => performance.now(),
  });
  const cancellation = listenForCancellation((name) => new CodedError('ABORTED', name));
  const exitCode = await runStep(step, {
    host,
    signal: cancellation.signal,
    workingDirectory: process.cwd(),
    async open() {
      const [{ openWorld }, { startWithActionsExec }] = await Promise.all([
        import('@package-model/steps/world'),
        import('@package-model/host/github-runner'),
      ]);
      return openWorld(environment, 'github', startWithActionsExec);
    },
  });
  cancellation.stop();
  leave(exitCode);
}
