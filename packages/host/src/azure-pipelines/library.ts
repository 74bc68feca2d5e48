import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as taskLibrary from 'azure-pipelines-task-lib/task.js';
import type { Environment } from '../host.ts';

/** The functions of azure-pipelines-task-lib that the host uses. */
export type TaskLibrary = Pick<
  typeof taskLibrary,
  | 'IssueType'
  | 'TaskResult'
  | 'command'
  | 'debug'
  | 'getVariable'
  | 'logIssue'
  | 'setResult'
  | 'setSecret'
  | 'setVariable'
>;

/**
 * Loads azure-pipelines-task-lib. On import it moves inputs and secrets out of `environment` (the
 * process's own) into a vault, whose key it writes to the agent's temporary folder: that folder
 * must exist, or the import fails or leaves the key in the sources. Inputs and connections are read
 * before, as the library's own readers print each of them to a debug log, where no secret is masked
 * yet.
 */
export async function loadTaskLibrary(environment: Record<string, string | undefined>): Promise<{
  readonly task: TaskLibrary;
  readonly inputs: Environment;
  readonly connections: Environment;
}> {
  const inputs = startingWith(/^INPUT_/, environment);
  const connections = startingWith(/^(?:ENDPOINT|SECUREFILE|SYSTEM)_/, environment);
  environment['AGENT_TEMPDIRECTORY'] ||= mkdtempSync(join(tmpdir(), 'package-model-'));
  mkdirSync(environment['AGENT_TEMPDIRECTORY'], { recursive: true });
  environment['DISTRIBUTEDTASK_TASKS_NODE_SKIPDEBUGLOGSWHENDEBUGMODEOFF'] ??= 'true';
  const isDebug = environment['SYSTEM_DEBUG']?.toLowerCase() === 'true';
  const { default: task } = await (isDebug ? importLibrary() : importQuietly());
  return { task, inputs, connections };
}

function startingWith(pattern: RegExp, environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => pattern.test(name)));
}

/** The library tells two debug lines while it finds out that it should tell none. */
async function importQuietly(): ReturnType<typeof importLibrary> {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = () => true;
  try {
    return await importLibrary();
  } finally {
    stdout.write = write;
  }
}

function importLibrary() {
  return import('azure-pipelines-task-lib/task.js');
}
