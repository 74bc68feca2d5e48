import { basename, dirname, resolve } from 'node:path';
import type { TaskLibrary } from './azure-pipelines-library.ts';
import type { Environment, RunState } from './host.ts';

const LONGEST = 4096;

/**
 * Keeps what the task's part after the job has to know, in variables of this task alone. That a run
 * ended is worth a word only where something of it was kept.
 */
export function createAzureState(
  task: Pick<TaskLibrary, 'command'>,
): (state: Partial<RunState>) => void {
  let isKept = false;
  return (state) => {
    isKept ||= state.runId !== undefined;
    if (!isKept) return;
    for (const [name, value] of Object.entries(state)) {
      // A longer text names no program and no folder.
      if (value.length > LONGEST) continue;
      task.command('task.settaskvariable', { variable: `packageModel.${name}` }, value);
    }
  };
}

/**
 * What the task has kept before its job was over. Undefined when it kept nothing or came to its end:
 * there is nothing to clean up then. A folder that no run of ours would have made is left out.
 */
export function readAzureState(environment: Environment): Partial<RunState> | undefined {
  const state = (name: keyof RunState): string =>
    environment[`VSTS_TASKVARIABLE_PACKAGEMODEL_${name.toUpperCase()}`] ?? '';
  if (!/^[0-9a-f-]{36}$/.test(state('runId')) || state('ended') === 'true') return undefined;
  const folder = state('temporaryDirectory');
  const base = environment['AGENT_TEMPDIRECTORY'] ?? '';
  const isOurs =
    base !== '' &&
    dirname(resolve(folder)) === resolve(base) &&
    basename(folder).startsWith('package-model-');
  return {
    runId: state('runId'),
    ...(isOurs && { temporaryDirectory: folder }),
    ...(state('docker') !== '' && { docker: state('docker') }),
  };
}
