import type { TaskLibrary } from './library.ts';
import type { Environment, RunState } from '../host.ts';
import { readRunState } from '../run-state.ts';

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

/** What the task has kept, from its own variables. */
export function readAzureState(environment: Environment): Partial<RunState> | undefined {
  const variable = (name: string): string => `VSTS_TASKVARIABLE_PACKAGEMODEL_${name.toUpperCase()}`;
  const kept = (name: keyof RunState): string => environment[variable(name)] ?? '';
  return readRunState(kept, environment['AGENT_TEMPDIRECTORY']);
}
