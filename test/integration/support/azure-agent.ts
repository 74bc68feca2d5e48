import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, sep } from 'node:path';
import { programsNamed } from '@package-model/tooling/machine/docker-client';
import { projectRoot } from '@package-model/tooling/machine/machine';
import * as z from 'zod/mini';
import { readAzureLog } from './azure-log.ts';
import type { AzureLog } from './azure-log.ts';
import { machineEnvironment, startChild } from './child.ts';
import type { Child } from './child.ts';

const handler = z.object({ target: z.string() });
const taskSchema = z.object({
  id: z.string(),
  name: z.string(),
  inputs: z.array(
    z.object({ name: z.string(), type: z.string(), defaultValue: z.optional(z.string()) }),
  ),
  restrictions: z.object({ settableVariables: z.object({ allowed: z.array(z.string()) }) }),
  execution: z.object({ Node20_1: handler, Node24: handler }),
  postjobexecution: z.optional(z.object({ Node20_1: handler, Node24: handler })),
});
export type Task = z.infer<typeof taskSchema>;

/** Which of the agent's Nodes runs a task; agents without a server flag take the older one. */
export type Handler = 'Node20_1' | 'Node24';

export type AzureIssue = {
  readonly type: string;
  readonly message: string;
  readonly file: string | undefined;
  readonly line: string | undefined;
};

/** How a job ran a task. */
export type AzureResult = AzureLog & {
  readonly result: 'Succeeded' | 'Failed';
  readonly exitCode: number;
  /** Output variables by the task's own (camelCase) names. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly issues: readonly AzureIssue[];
  readonly summary: string;
  /** Both streams as they were written, before anything is masked. */
  readonly raw: string;
};

export type AzureOptions = {
  /** The task's folder below tasks/. */
  readonly task: string;
  /** Where tasks stand instead: an unpacked extension. */
  readonly tasks?: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly handler?: Handler;
  readonly env?: Readonly<Record<string, string>>;
  /** The part of the task; by default the one that does the work. */
  readonly part?: 'execution' | 'postjobexecution';
  /** Of a job that runs more tasks; else the task has an agent of its own. */
  readonly agent?: AgentFolders;
};

/** Where an agent keeps things while a job runs. */
export type AgentFolders = {
  readonly base: string;
  readonly work: string;
  readonly temporary: string;
  /** Where tasks come from: folders with a task.json. */
  readonly tasks: string;
};

/** A task that still runs. */
export type AzureCall = Pick<Child, 'process'> & { readonly done: Promise<AzureResult> };

/** Runs a task to its end as the agent of Azure Pipelines does. */
export async function runTask(options: AzureOptions): Promise<AzureResult> {
  return (await startTask(options)).done;
}

/** An agent with fresh folders. */
export async function prepareAgent(tasks = join(projectRoot, 'tasks')): Promise<AgentFolders> {
  const base = await mkdtemp(join(tmpdir(), 'package-model-agent-'));
  const work = join(base, '_work');
  const temporary = join(work, '_temp');
  await mkdir(temporary, { recursive: true });
  return { base, work, temporary, tasks };
}

/** The task.json of a task. */
export async function readTask(name: string, { tasks }: AgentFolders): Promise<Task> {
  return taskSchema.parse(JSON.parse(await readFile(join(tasks, name, 'task.json'), 'utf8')));
}

/**
 * Starts a task as the agent does: its folder is copied alone to `_tasks`, inputs with their
 * defaults are `INPUT_<NAME>`, and the result is told by commands.
 */
export async function startTask(options: AzureOptions): Promise<AzureCall> {
  const agent = options.agent ?? (await prepareAgent(options.tasks));
  const task = await readTask(options.task, agent);
  const folder = join(agent.work, '_tasks', `${task.name}_${task.id}`, '0.1.0');
  await cp(join(agent.tasks, options.task), folder, { recursive: true });
  const chosen = options.handler ?? 'Node24';
  const env = {
    ...agentVariables(agent, options.workspace),
    ...inputVariables(task, options.inputs),
    ...options.env,
  };
  const handlers = task[options.part ?? 'execution'];
  if (handlers === undefined) throw new Error(`${task.name} has no such part`);
  const target = join(folder, handlers[chosen].target);
  const child = startChild([await nodeOf(chosen), target], { cwd: options.workspace, env });
  const run = async (): Promise<AzureResult> => {
    const found = await finish(child, options.workspace);
    if (options.agent === undefined) await rm(agent.base, { recursive: true, force: true });
    return found;
  };
  return { process: child.process, done: run() };
}

/** What every task finds in its environment. */
export function agentVariables(
  { base, work, temporary }: AgentFolders,
  workspace: string,
): Record<string, string> {
  return {
    ...machineEnvironment(base),
    TF_BUILD: 'True',
    AGENT_ID: '1',
    AGENT_VERSION: '4.265.1',
    AGENT_BUILDDIRECTORY: join(work, '1'),
    AGENT_TEMPDIRECTORY: temporary,
    AGENT_TOOLSDIRECTORY: join(work, '_tool'),
    AGENT_WORKFOLDER: work,
    BUILD_BUILDID: '1',
    BUILD_SOURCESDIRECTORY: workspace,
    SYSTEM_CULTURE: 'en-US',
    SYSTEM_DEFAULTWORKINGDIRECTORY: workspace,
    SYSTEM_HOSTTYPE: 'build',
    SYSTEM_TEAMPROJECT: 'models',
    VSTS_PUBLIC_VARIABLES: '[]',
    VSTS_SECRET_VARIABLES: '[]',
  };
}

/**
 * The agent's own Nodes are on no registry. The newer one is this very process's; for the older
 * one the machine's own node stands in, which may be newer than 20.
 */
export async function nodeOf(handler: Handler): Promise<string> {
  if (handler === 'Node24') return process.execPath;
  const nodes = await programsNamed('node');
  return nodes.find((path) => !path.includes(`${sep}node_modules${sep}`)) ?? process.execPath;
}

function inputVariables(
  task: Task,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = task.inputs.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`task.json has no input ${unknown.join(', ')}`);
  return Object.fromEntries(
    task.inputs.map(({ name, defaultValue }) => [
      `INPUT_${name.toUpperCase()}`,
      given[name] ?? defaultValue ?? '',
    ]),
  );
}

async function finish(child: Child, sources: string): Promise<AzureResult> {
  const { exitCode, stdout, stderr } = await child.done;
  const log = readAzureLog(`${stdout}${stderr}`);
  const named = (name: string) => log.commands.filter((command) => command.name === name);
  const completions = named('task.complete').map(({ properties }) => properties['result']);
  const [summaryFile] = named('task.uploadsummary').map(({ data }) => data);
  return {
    ...log,
    exitCode,
    result: exitCode !== 0 || completions.includes('Failed') ? 'Failed' : 'Succeeded',
    outputs: Object.fromEntries(
      named('task.setvariable')
        .filter(({ properties }) => properties['isoutput'] === 'true')
        .map(({ properties, data }) => [properties['variable'] ?? '', data]),
    ),
    issues: named('task.logissue').map(({ properties, data }) => ({
      type: properties['type'] ?? '',
      message: data,
      file: inSources(properties['sourcepath'], sources),
      line: properties['linenumber'],
    })),
    summary: summaryFile === undefined ? '' : await readFile(summaryFile, 'utf8'),
    raw: stdout + stderr,
  };
}

/** The agent makes whole paths relative to the repository, and leaves others as they are. */
export function inSources(path: string | undefined, sources: string): string | undefined {
  return path !== undefined && isAbsolute(path) ? relative(sources, path) : path;
}
