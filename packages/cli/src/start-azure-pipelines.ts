import { createAzurePipelinesHost } from '@package-model/host/azure-pipelines/host';
import { loadTaskLibrary } from '@package-model/host/azure-pipelines/library';
import type { Step } from '@package-model/steps/step';
import { runOnMachine } from './run-on-machine.ts';

/** Runs a step as an Azure Pipelines task; its result is `task.complete`, the exit code is 0. */
export async function startAzurePipelines(step: Step): Promise<void> {
  const { task, inputs, connections } = await loadTaskLibrary(process.env);
  const host = createAzurePipelinesHost(task, {
    inputs,
    connections,
    write: (text) => void process.stdout.write(text),
    now: () => performance.now(),
  });
  await runOnMachine(step, host, async () => {
    const { startWithTaskLib } = await import('@package-model/host/azure-pipelines/runner');
    return startWithTaskLib;
  });
}
