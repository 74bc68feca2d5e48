import { setTimeout as wait } from 'node:timers/promises';
import { inSources, readTask, startTask } from './azure-agent.ts';
import type { AgentFolders, AzureCall, AzureResult, Handler, Task } from './azure-agent.ts';
import { parseCommand } from './azure-log.ts';
import type { AzureCommand } from './azure-log.ts';
import type { PipelineStep } from './azure-pipeline-file.ts';
import { connectionVariables, variableKey } from './azure-variables.ts';
import type { JobVariables, ServiceConnection } from './azure-variables.ts';

export type PipelineOptions = {
  /** The text of azure-pipelines.yml. */
  readonly yaml: string;
  /** What a job checks out: copied for each of them. */
  readonly repository: string;
  readonly handler?: Handler;
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly connections?: Readonly<Record<string, ServiceConnection>>;
  /** What the agent tells each task of Azure DevOps itself: its address, and the job's own login. */
  readonly service?: Readonly<Record<string, string>>;
  /** Where artifacts of the run are kept, for pipelines that publish some. */
  readonly artifacts?: string;
  /** Folders with a task.json; by default those of the repository, as built. */
  readonly tasks?: string;
  /** Looks into the folder of a job's agent when the job is over, before the folder goes. */
  readonly look?: (agent: string) => Promise<void>;
  /** The run is cancelled as soon as this resolves. */
  readonly cancelled?: Promise<void>;
  /** A step is killed at once as soon as this resolves, as when the agent has lost patience. */
  readonly killed?: Promise<void>;
};

export type StepResult = Omit<AzureResult, 'result'> & {
  readonly name: string;
  /** The folder of its task. */
  readonly task: string;
  readonly result: 'Succeeded' | 'Failed' | 'Canceled';
  /** The log as the page of the job shows it. */
  readonly page: string;
  /** Commands and variables that restrictions did not let through. */
  readonly turnedDown: readonly string[];
  /** From the first signal of a cancelled run to the end of the process. */
  readonly cancelMs: number | undefined;
};

export type StepDeps = {
  readonly agent: AgentFolders;
  readonly workspace: string;
  readonly variables: JobVariables;
  readonly options: PipelineOptions;
};

/** What the agent lets through in a restricted step. */
const ALLOWED =
  'logissue logdetail complete setprogress setsecret setvariable debug settaskvariable prependpath';

/** The agent's own patience: SIGINT, SIGTERM after the first, SIGKILL after the second. */
const PATIENCE_MS = [7500, 2500] as const;

/** Runs one step of a job: macros, connections, restrictions, signals and the result. */
export async function runStep(step: PipelineStep, deps: StepDeps): Promise<StepResult> {
  const { agent, workspace, variables, options } = deps;
  const [folder = ''] = step.task.split('@');
  const task = await readTask(folder, agent);
  const { inputs, env } = inputsFor(step, task, deps);
  const call = await startTask({
    task: folder,
    inputs,
    workspace,
    agent,
    env: { ...options.service, ...variables.environment(), ...env },
    ...(options.handler && { handler: options.handler }),
  });
  const stopped = stopWhen(options.cancelled, call);
  void options.killed?.then(() => call.process.kill('SIGKILL'));
  const found = await call.done;
  const cancelMs = stopped.elapsedMs();
  const { commands, turnedDown } = restrict(found.commands, step, task);
  const outputs = Object.entries(found.outputs).filter(([name]) => !turnedDown.includes(name));
  const result = cancelMs === undefined ? found.result : 'Canceled';
  const displayName = variables.expand(step.displayName ?? `${folder} ${step.name ?? ''}`.trim());
  const lines = found.raw.split('\n').flatMap((line) => pageLines(line, workspace));
  const warnings = turnedDown.map((name) => `##[warning]${name} is not allowed in this step`);
  const page = [
    `##[section]Starting: ${displayName}`,
    ...lines,
    ...warnings,
    `##[section]Finishing: ${displayName} (${result})`,
    '',
  ];
  return {
    ...found,
    name: step.name ?? folder,
    task: folder,
    commands,
    turnedDown,
    outputs: Object.fromEntries(outputs),
    result,
    cancelMs,
    page: masked(page.join('\n'), found.commands, variables.secrets()),
  };
}

/** Runs what the steps' tasks have for the end of the job, the last step first. */
export async function runPostParts(
  steps: readonly StepResult[],
  { agent, workspace, options }: StepDeps,
): Promise<string> {
  let log = '';
  for (const { task, commands } of steps.toReversed()) {
    if ((await readTask(task, agent)).postjobexecution === undefined) continue;
    const kept = commands
      .filter(({ name }) => name === 'task.settaskvariable')
      .map(({ properties, data }) => [
        `VSTS_TASKVARIABLE_${variableKey(properties['variable'] ?? '')}`,
        data,
      ]);
    const { done } = await startTask({
      task,
      inputs: {},
      workspace,
      agent,
      part: 'postjobexecution',
      env: { ...options.service, ...Object.fromEntries(kept) },
      ...(options.handler && { handler: options.handler }),
    });
    log += (await done).raw;
  }
  return log;
}

function inputsFor(step: PipelineStep, task: Task, { variables, options }: StepDeps) {
  const types = new Map(task.inputs.map(({ name, type }) => [name, type]));
  const inputs: Record<string, string> = {};
  const env: Record<string, string> = {};
  for (const [name, text] of Object.entries(step.inputs)) {
    const value = variables.expand(text);
    const isConnection = types.get(name)?.startsWith('connectedService:') === true;
    const connection = isConnection ? options.connections?.[value] : undefined;
    if (isConnection && connection === undefined)
      throw new Error(`there is no connection ${value}`);
    // A fork gets the name of a connection, and nothing of what is behind it.
    if (connection !== undefined && !isFork(variables)) {
      Object.assign(env, connectionVariables(connection));
    }
    inputs[name] = connection?.id ?? value;
  }
  return { inputs, env };
}

/** True in a run for a pull request from a fork. */
export function isFork(variables: JobVariables): boolean {
  return variables.get('System.PullRequest.IsFork') === 'True';
}

function stopWhen(cancelled: Promise<void> | undefined, { process: child, done }: AzureCall) {
  let startedAt: number | undefined;
  const over = new AbortController();
  const ended = done.then(() => performance.now()).finally(() => over.abort());
  let endedAt: number | undefined;
  void ended.then((at) => (endedAt = at));
  const stop = async (): Promise<void> => {
    if (over.signal.aborted) return;
    startedAt = performance.now();
    child.kill('SIGINT');
    for (const [index, signalName] of (['SIGTERM', 'SIGKILL'] as const).entries()) {
      await wait(PATIENCE_MS[index], undefined, { signal: over.signal });
      child.kill(signalName);
    }
  };
  // The waits end with the child.
  void cancelled?.then(stop).catch(() => undefined);
  return {
    elapsedMs: () =>
      startedAt === undefined ? undefined : Math.round((endedAt ?? performance.now()) - startedAt),
  };
}

function restrict(
  commands: readonly AzureCommand[],
  { target }: PipelineStep,
  { restrictions }: Task,
): { readonly commands: readonly AzureCommand[]; readonly turnedDown: readonly string[] } {
  const own = restrictions.settableVariables.allowed.map((name) => name.toLowerCase());
  const user = target?.settableVariables === 'none' ? [] : target?.settableVariables;
  const turnedDown: string[] = [];
  const isAllowed = (command: AzureCommand): boolean => {
    const [area, event = ''] = command.name.split('.');
    const isKept =
      target?.commands !== 'restricted' || (area === 'task' && ALLOWED.split(' ').includes(event));
    const variable = event === 'setvariable' ? (command.properties['variable'] ?? '') : undefined;
    const isSettable =
      variable === undefined ||
      (own.includes(variable.toLowerCase()) && (user === undefined || user.includes(variable)));
    if (!isKept) turnedDown.push(command.name);
    else if (!isSettable) turnedDown.push(variable);
    return isKept && isSettable;
  };
  return { commands: commands.filter(isAllowed), turnedDown };
}

/** A line as the page shows it: issues with their place, other commands not at all. */
function pageLines(line: string, workspace: string): readonly string[] {
  const command = parseCommand(line);
  if (command === undefined) return line === '' ? [] : [line];
  if (command.name !== 'task.logissue') return [];
  const { type = 'error', sourcepath, linenumber = '', columnnumber = '' } = command.properties;
  const file = inSources(sourcepath, workspace);
  const place = file === undefined ? '' : `${file}(${linenumber},${columnnumber}): ${type} : `;
  return [`##[${type}]${place}${command.data}`];
}

function masked(
  text: string,
  commands: readonly AzureCommand[],
  secrets: readonly string[],
): string {
  const hidden = commands.filter(({ name }) => name === 'task.setsecret').map(({ data }) => data);
  return [...hidden, ...secrets].reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}
