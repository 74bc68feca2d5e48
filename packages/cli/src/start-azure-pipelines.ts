import { CodedError } from '@package-model/core/errors';
import { createAzurePipelinesHost, loadTaskLibrary } from '@package-model/host/azure-pipelines';
import { listenForCancellation } from '@package-model/host/cancellation';
import { leave } from '@package-model/host/leave';
import { runStep } from '@package-model/steps/run-step';
import type { Step } from '@package-model/steps/step';

/** Runs a step as an Azure Pipelines task; its result is `task.complete`, the exit code is 0. */
export async function startAzurePipelines(step: Step): Promise<void> {
  const { env: environment } = process;
  const { task, inputs } = await loadTaskLibrary(environment);
  const host = createAzurePipelinesHost(task, {
    inputs,
    write: (text) => void process.stdout.write(text),
    now: () => performance.now(),
  });
  const cancellation = listenForCancellation((name) => new CodedError('ABORTED', name));
  const exitCode = await runStep(step, {
    host,
    signal: cancellation.signal,
    workingDirectory: process.cwd(),
    async open() {
      const [{ openWorld }, { startWithTaskLib }] = await Promise.all([
        import('@package-model/steps/world'),
        import('@package-model/host/azure-pipelines-runner'),
      ]);
      return openWorld(environment, 'azure-pipelines', startWithTaskLib);
    },
  });
  cancellation.stop();
  leave(exitCode);
}
