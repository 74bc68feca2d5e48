import { CodedError } from '@package-model/core/errors';
import { listenForCancellation } from '@package-model/host/cancellation';
import type { Host } from '@package-model/host/host';
import { leave } from '@package-model/host/leave';
import { readRunOrigin } from '@package-model/host/run-origin';
import type { StartProgram } from '@package-model/host/runner';
import { runStep } from '@package-model/steps/run-step';
import type { Step } from '@package-model/steps/step';

/**
 * Runs a step for a pipeline and ends the process with its exit code. The pipeline's own tool runner
 * is loaded once the inputs are known to be good.
 */
export async function runOnMachine(
  step: Step,
  host: Host,
  loadRunner: () => Promise<StartProgram>,
): Promise<void> {
  const cancellation = listenForCancellation((name) => new CodedError('ABORTED', name));
  const exitCode = await runStep(step, {
    host,
    signal: cancellation.signal,
    workingDirectory: process.cwd(),
    readOrigin: () => readRunOrigin(process.env),
    async open(isForkPullRequest) {
      const [{ openWorld }, startProgram] = await Promise.all([
        import('@package-model/steps/world'),
        loadRunner(),
      ]);
      return openWorld(process.env, host.kind, startProgram, isForkPullRequest);
    },
  });
  cancellation.stop();
  leave(exitCode);
}
