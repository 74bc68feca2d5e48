import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { agentVariables, prepareAgent } from './azure-agent.ts';
import type { AgentFolders } from './azure-agent.ts';
import { runBuiltIn } from './azure-built-in.ts';
import { runPostParts, runStep } from './azure-pipeline-step.ts';
import type { PipelineOptions, StepResult } from './azure-pipeline-step.ts';
import { isBuiltIn, readPipeline } from './azure-pipeline-file.ts';
import type { PipelineJob, PipelineStage } from './azure-pipeline-file.ts';
import { evaluate, isTrue, textOf } from './azure-expression.ts';
import { createVariables } from './azure-variables.ts';
import type { JobVariables } from './azure-variables.ts';

export type JobResult = {
  readonly name: string;
  readonly stage: string;
  /** How often it has run. */
  readonly attempt: number;
  readonly result: 'Succeeded' | 'Failed' | 'Canceled' | 'Skipped';
  readonly steps: readonly StepResult[];
  /** The log of the tasks' parts after the job. */
  readonly after: string;
  /** What the sources and the temporary folder hold when the job is over. */
  readonly filesInSources: readonly string[];
  readonly filesInTemporary: readonly string[];
  /** Output variables by `step.name`. */
  readonly outputs: Readonly<Record<string, string>>;
};

export type PipelineResult = {
  readonly result: JobResult['result'];
  readonly jobs: readonly JobResult[];
  /** Tags that the run got. */
  readonly tags: readonly string[];
  /** The page of the run: all jobs' logs as people read them. */
  readonly page: string;
};

/**
 * Runs a pipeline, job by job, each on an agent and in a checkout of its own. With a former attempt,
 * its failed jobs and what waited for them are run again.
 */
export async function runPipeline(
  options: PipelineOptions,
  formerly?: PipelineResult,
): Promise<PipelineResult> {
  const pipeline = readPipeline(options.yaml);
  const ran: JobResult[] = [];
  for (const stage of pipeline.stages) {
    for (const job of stage.jobs) {
      const former = formerly?.jobs.find(
        (one) => one.name === job.job && one.stage === stage.stage,
      );
      if (former?.result === 'Succeeded') {
        ran.push(former);
        continue;
      }
      const given = { ...options.variables, ...pipeline.variables, ...stage.variables };
      const before = ran.filter(
        ({ name, stage: of }) =>
          listOf(stage.dependsOn).includes(of) ||
          (of === stage.stage && listOf(job.dependsOn).includes(name)),
      );
      const result = before.every((one) => one.result === 'Succeeded') ? 'Succeeded' : 'Failed';
      const isReady = isDue(stage.condition, { result, variables: createVariables(given) });
      const variables = { ...given, ...job.variables };
      const request = { stage, job, variables, ran, attempt: (former?.attempt ?? 0) + 1 };
      ran.push(isReady ? await runJob(request, options) : skipped(stage, job));
    }
  }
  const steps = ran.flatMap((job) => job.steps);
  const worst = (['Failed', 'Canceled'] as const).find((result) =>
    ran.some((job) => job.result === result),
  );
  return {
    result: worst ?? 'Succeeded',
    jobs: ran,
    tags: steps.flatMap(({ commands }) =>
      commands.filter(({ name }) => name === 'build.addbuildtag').map(({ data }) => data),
    ),
    page: ran
      .map((job) => `${job.name}: ${job.result}\n\n${job.steps.map(({ page }) => page).join('')}`)
      .join('\n'),
  };
}

type JobRequest = {
  readonly stage: PipelineStage;
  readonly job: PipelineJob;
  readonly variables: Readonly<Record<string, string>>;
  readonly ran: readonly JobResult[];
  readonly attempt: number;
};

/** True where a stage or a step is run, by its condition or the usual one. */
function isDue(
  condition: string | undefined,
  { result, variables }: Pick<JobResult, 'result'> & { readonly variables: JobVariables },
): boolean {
  if (result === 'Skipped') return false;
  const look = ([of, name = '']: readonly string[]) => {
    if (of !== 'variables') throw new Error(`${of} is not known to conditions`);
    return variables.get(name);
  };
  return isTrue(evaluate(condition ?? 'succeeded()', { result, look }));
}

async function runJob(
  { stage, job, variables: given, ran, attempt }: JobRequest,
  options: PipelineOptions,
): Promise<JobResult> {
  const agent = await prepareAgent(options.tasks);
  const workspace = join(agent.work, '1', 's');
  await mkdir(join(agent.work, '1', 'a'), { recursive: true });
  await cp(options.repository, workspace, { recursive: true });
  const variables = jobVariables(agent, workspace, options);
  variables.set('System.JobAttempt', String(attempt));
  for (const [name, text] of Object.entries(given))
    variables.set(name, evaluated(text, stage, ran));
  const outputs: Record<string, string> = {};
  const steps: StepResult[] = [];
  let result: JobResult['result'] = 'Succeeded';
  for (const step of job.steps) {
    const condition = 'condition' in step ? step.condition : undefined;
    if (!isDue(condition, { result, variables })) continue;
    const deps = { agent, workspace, variables, options };
    if (isBuiltIn(step)) {
      await runBuiltIn(step, deps);
      continue;
    }
    const found = await runStep(step, deps);
    steps.push(found);
    result = found.result;
    for (const [name, value] of Object.entries(found.outputs)) {
      if (step.name === undefined) continue;
      variables.set(`${step.name}.${name}`, value);
      outputs[`${step.name}.${name}`] = value;
    }
  }
  const after = await runPostParts(steps, { agent, workspace, variables, options });
  const filesInSources = await readdir(workspace, { recursive: true });
  const filesInTemporary = await readdir(agent.temporary);
  await options.look?.(agent.base);
  await rm(agent.base, { recursive: true, force: true });
  return {
    name: job.job,
    after,
    stage: stage.stage,
    attempt,
    result,
    steps,
    outputs,
    filesInSources,
    filesInTemporary,
  };
}

function jobVariables(
  agent: AgentFolders,
  workspace: string,
  options: PipelineOptions,
): JobVariables {
  const variables = createVariables({
    'Agent.TempDirectory': agent.temporary,
    'Build.BuildId': agentVariables(agent, workspace)['BUILD_BUILDID'] ?? '',
    'Build.ArtifactStagingDirectory': join(agent.work, '1', 'a'),
    'Build.SourcesDirectory': workspace,
    'Pipeline.Workspace': join(agent.work, '1'),
    'System.DefaultWorkingDirectory': workspace,
  });
  for (const [name, value] of Object.entries(options.secrets ?? {})) {
    variables.set(name, value, { isSecret: true });
  }
  return variables;
}

/** `$[ dependencies.J.outputs['s.v'] ]`, and the same of a stage; other texts as they are. */
function evaluated(text: string, { stage }: PipelineStage, ran: readonly JobResult[]): string {
  const inner = /^\$\[\s*(.*?)\s*\]$/s.exec(text)?.[1];
  if (inner === undefined) return text;
  const look = ([from, ...path]: readonly string[]) => {
    if (from === 'dependencies') path.unshift(stage);
    else if (from !== 'stageDependencies') throw new Error(`${from} is not known to variables`);
    const [of, job, , variable = ''] = path;
    return ran.find((one) => one.stage === of && one.name === job)?.outputs[variable];
  };
  return textOf(evaluate(inner, { look }));
}

function skipped(stage: PipelineStage, job: PipelineJob): JobResult {
  const none = {
    attempt: 0,
    steps: [],
    after: '',
    outputs: {},
    filesInSources: [],
    filesInTemporary: [],
  };
  return { name: job.job, stage: stage.stage, result: 'Skipped', ...none };
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? []);
}
