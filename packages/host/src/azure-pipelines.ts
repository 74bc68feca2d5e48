import { mkdirSync, mkdtempSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as taskLibrary from 'azure-pipelines-task-lib/task.js';
import type { Environment, Host, HostLog, Issue, Write } from './host.ts';
import { camelCase } from './input-names.ts';
import { capIssues, formatIssue, messageWithKey } from './issues.ts';
import { createHiding } from './masks.ts';
import { inertLine, plainLines } from './plain-line.ts';
import { createProgressLines } from './progress-lines.ts';

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

export type AzurePipelinesDeps = {
  /** By variable (`INPUT_MODELNAME`), as `loadTaskLibrary` gives them. */
  readonly inputs: Environment;
  readonly write: Write;
  readonly now: () => number;
};

/**
 * Loads azure-pipelines-task-lib. On import it moves inputs and secrets out of `environment` (the
 * process's own) into a vault, whose key it writes to the agent's temporary folder: that folder
 * must exist, or the import fails or leaves the key in the sources. The inputs are read before,
 * as the library's own reader prints each of them to a debug log, where no secret is masked yet.
 */
export async function loadTaskLibrary(
  environment: Record<string, string | undefined>,
): Promise<{ readonly task: TaskLibrary; readonly inputs: Environment }> {
  const entries = Object.entries(environment).filter(([name]) => name.startsWith('INPUT_'));
  const inputs = Object.fromEntries(entries);
  environment['AGENT_TEMPDIRECTORY'] ||= mkdtempSync(join(tmpdir(), 'package-model-'));
  mkdirSync(environment['AGENT_TEMPDIRECTORY'], { recursive: true });
  environment['DISTRIBUTEDTASK_TASKS_NODE_SKIPDEBUGLOGSWHENDEBUGMODEOFF'] ??= 'true';
  const loaded = await import('azure-pipelines-task-lib/task.js');
  return { task: loaded.default, inputs };
}

/** The host of an Azure Pipelines task. A failure is the task's result; the process exits with 0. */
export function createAzurePipelinesHost(task: TaskLibrary, deps: AzurePipelinesDeps): Host {
  const { write } = deps;
  return {
    kind: 'azure-pipelines',
    log: createLog(task, deps),
    readInputs: (names) => Promise.resolve(readInputs(names, deps.inputs)),
    spell: camelCase,
    addSecret: createHiding((part) => task.setSecret(part)),
    async group(title, work) {
      write(`##[group]${plainText(title)}\n`);
      try {
        return await work();
      } finally {
        write('##[endgroup]\n');
      }
    },
    setOutputs(outputs) {
      for (const [name, value] of Object.entries(outputs)) {
        task.setVariable(camelCase(name), value, false, true);
      }
      return Promise.resolve();
    },
    fail(issues) {
      const { shown, rest } = capIssues(issues);
      for (const issue of shown) logIssue(task, task.IssueType.Error, issue);
      for (const issue of rest) write(`${plainText(formatIssue(issue))}\n`);
      task.setResult(task.TaskResult.Failed, '');
      return 0;
    },
    async summarize(markdown) {
      // The agent reads the file after this process; it empties the folder when the job ends.
      const base = task.getVariable('Agent.TempDirectory') ?? tmpdir();
      const folder = await mkdtemp(join(base, 'summary-'));
      const path = join(folder, 'package-model.md');
      await writeFile(path, markdown);
      task.command('task.uploadsummary', {}, path);
    },
  };
}

function createLog(task: TaskLibrary, deps: AzurePipelinesDeps): HostLog {
  const say = (line: string): void => deps.write(`${plainText(line)}\n`);
  return {
    debug: (line) => {
      if (task.getVariable('System.Debug')?.toLowerCase() === 'true') task.debug(line);
    },
    info: say,
    warn: (message, place) =>
      logIssue(task, task.IssueType.Warning, { message, ...(place && { place }) }),
    progress: createProgressLines(say, deps.now),
  };
}

function readInputs(
  names: readonly string[],
  given: Environment,
): Readonly<Record<string, string>> {
  const inputs: Record<string, string> = {};
  for (const name of names) {
    const text = given[`INPUT_${camelCase(name).toUpperCase()}`];
    if (text !== undefined && text.trim() !== '') inputs[name] = text;
  }
  return inputs;
}

function logIssue(task: TaskLibrary, type: taskLibrary.IssueType, issue: Issue): void {
  const { file, line, column } = issue.place ?? {};
  if (file === undefined) task.logIssue(type, plainText(formatIssue(issue)));
  else task.logIssue(type, plainText(messageWithKey(issue)), file, line, column);
}

function plainText(text: string): string {
  return plainLines(text).map(inertLine).join('\n');
}
