import { parse } from 'yaml';
import * as z from 'zod/mini';

const variables = z._default(z.record(z.string(), z.coerce.string()), {});
const dependsOn = z.optional(z.union([z.string(), z.array(z.string())]));
const target = z.object({
  commands: z.optional(z.enum(['any', 'restricted'])),
  settableVariables: z.optional(z.union([z.literal('none'), z.array(z.string())])),
});
const step = z.strictObject({
  task: z.string().check(z.regex(/^\w+@\d+$/)),
  name: z.optional(z.string()),
  displayName: z.optional(z.string()),
  inputs: z._default(z.record(z.string(), z.coerce.string()), {}),
  target: z.optional(target),
});
const displayName = z.optional(z.string());
const condition = z.optional(z.string());
/** Steps of Azure DevOps itself, as our templates have them. */
const builtIn = z.union([
  z.strictObject({ checkout: z.literal('self'), persistCredentials: z.literal('false') }),
  z.strictObject({
    script: z.string(),
    displayName,
    env: z.optional(z.record(z.string(), z.string())),
  }),
  z.strictObject({ publish: z.string(), artifact: z.string(), condition }),
  z.strictObject({ download: z.literal('current'), artifact: z.string() }),
  z.strictObject({
    task: z.literal('Docker@2'),
    displayName,
    inputs: z.strictObject({ command: z.literal('login'), containerRegistry: z.string() }),
  }),
]);
const steps = z.array(z.union([builtIn, step]));
const plainJob = z.strictObject({
  job: z.string(),
  dependsOn,
  pool: z.optional(z.unknown()),
  variables,
  steps,
});
const deployment = z.strictObject({
  deployment: z.string(),
  dependsOn,
  environment: z.string(),
  pool: z.optional(z.unknown()),
  variables,
  strategy: z.strictObject({
    runOnce: z.strictObject({ deploy: z.strictObject({ steps }) }),
  }),
});
const job = z.union([
  plainJob,
  z.pipe(
    deployment,
    z.transform(({ deployment: name, strategy, dependsOn: before, ...given }) => ({
      job: name,
      dependsOn: before,
      variables: given.variables,
      steps: strategy.runOnce.deploy.steps,
    })),
  ),
]);
const stage = z.strictObject({
  stage: z.string(),
  displayName,
  dependsOn,
  condition,
  variables,
  jobs: z.array(job),
});
const triggers = { trigger: z.optional(z.unknown()), pr: z.optional(z.unknown()) };
const stages = z.strictObject({
  ...triggers,
  variables,
  stages: z.array(stage),
});
const jobs = z.strictObject({
  ...triggers,
  pool: z.optional(z.unknown()),
  variables,
  jobs: z.array(job),
});
const oneJob = z.strictObject({
  ...triggers,
  pool: z.optional(z.unknown()),
  variables,
  steps,
});

export type PipelineStep = z.infer<typeof step>;
export type BuiltInStep = z.infer<typeof builtIn>;
export type PipelineJob = z.infer<typeof job>;
export type PipelineStage = z.infer<typeof stage>;
export type Pipeline = {
  readonly variables: Readonly<Record<string, string>>;
  readonly stages: readonly PipelineStage[];
};

/** Reads azure-pipelines.yml: steps, jobs or stages, of what our examples use. All scalars are texts. */
export function readPipeline(text: string): Pipeline {
  const document = z.record(z.string(), z.unknown()).parse(parse(text, { schema: 'failsafe' }));
  if ('stages' in document) return stages.parse(document);
  if ('jobs' in document) {
    const found = jobs.parse(document);
    return inOneStage(found.jobs, found.variables);
  }
  const found = oneJob.parse(document);
  return inOneStage([{ job: 'Job', variables: {}, steps: found.steps }], found.variables);
}

/** True for a step that is none of our tasks. */
export function isBuiltIn(one: BuiltInStep | PipelineStep): one is BuiltInStep {
  return !('task' in one) || one.task === 'Docker@2';
}

function inOneStage(list: PipelineJob[], given: Readonly<Record<string, string>>): Pipeline {
  return { variables: given, stages: [{ stage: '__default', variables: {}, jobs: list }] };
}
