import { azureIdentity } from './job-identity.ts';
import type { TaskLibrary } from './library.ts';
import { createAzureLog, plainText } from './log.ts';
import type { AzureLog } from './log.ts';
import { createAzureProgress } from './progress.ts';
import { publish, uploadSummary } from './publish.ts';
import { createAzureState } from './state.ts';
import type { Environment, Host, Outputs, Write } from '../host.ts';
import { camelCase } from '../input-names.ts';
import { capIssues, formatIssue } from '../issues.ts';
import { createHiding } from '../masks.ts';

export type AzurePipelinesDeps = {
  /** By variable (`INPUT_MODELNAME`), as `loadTaskLibrary` gives them. */
  readonly inputs: Environment;
  /** Connections and secure files by variable, as `loadTaskLibrary` gives them. */
  readonly connections?: Environment;
  readonly write: Write;
  readonly now: () => number;
};

/**
 * The host of an Azure Pipelines task. A failure is the task's result; the process exits with 0.
 * What commands show (outputs, summary, tests) stands in the log too: in a restricted step the
 * agent turns commands down with a warning.
 */
export function createAzurePipelinesHost(task: TaskLibrary, deps: AzurePipelinesDeps): Host {
  const { write } = deps;
  const progress = createAzureProgress(task, deps.now);
  const log = createAzureLog(task, { ...deps, progress });
  return {
    kind: 'azure-pipelines',
    log,
    identity: azureIdentity(deps.connections ?? {}),
    readInputs: (names) => Promise.resolve(readInputs(names, deps.inputs, log)),
    spell: camelCase,
    addSecret: createHiding((part) => task.setSecret(part)),
    async group(title, work, part) {
      const name = plainText(title);
      if (part !== undefined) {
        write(`##[section]Step ${part.number} of ${part.of}: ${name}\n`);
        progress.begin(title, part);
      }
      write(`##[group]${name}\n`);
      try {
        return await work();
      } finally {
        write('##[endgroup]\n');
      }
    },
    setOutputs: async (outputs) => setOutputs(task, outputs, log),
    fail(issues) {
      const { shown, rest } = capIssues(issues);
      for (const issue of shown) log.error(issue);
      for (const issue of rest) log.info(formatIssue(issue));
      task.setResult(task.TaskResult.Failed, '');
      return 0;
    },
    summarize: (markdown) => uploadSummary(task, markdown),
    publish: (made) => publish(task, made),
    keepState: createAzureState(task),
    finish: () => log.finish(),
  };
}

/** Output variables for later tasks, jobs and stages, and lines for a step that may set none. */
function setOutputs(task: TaskLibrary, outputs: Outputs, log: AzureLog): void {
  for (const [name, value] of Object.entries(outputs)) {
    const variable = camelCase(name);
    log.info(`Output variable ${variable}: ${value}`);
    task.setVariable(variable, value, false, true);
  }
}

/** `$(name)`, which the agent leaves as it is where it knows no such variable. */
const MACRO = /^\s*\$\([\w.-]+\)\s*$/;

function readInputs(
  names: readonly string[],
  given: Environment,
  log: AzureLog,
): Readonly<Record<string, string>> {
  const inputs: Record<string, string> = {};
  for (const name of names) {
    const text = given[`INPUT_${camelCase(name).toUpperCase()}`];
    if (text === undefined || text.trim() === '') continue;
    inputs[name] = text;
    if (!MACRO.test(text)) continue;
    log.warn(
      `${camelCase(name)} names a variable that this job does not have: its $(…) was left as it is. Check the name of the variable, or of the step and its output; an output of another job or stage needs a variable of its own here.`,
    );
  }
  return inputs;
}
