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
const job = z.strictObject({
  job: z.string(),
  dependsOn,
  pool: z.optional(z.unknown()),
  variables,
  steps: z.array(step),
});
const stage = z.strictObject({ stage: z.string(), dependsOn, variables, jobs: z.array(job) });
const stages = z.strictObject({
  trigger: z.optional(z.unknown()),
  variables,
  stages: z.array(stage),
});
const jobs = z.strictObject({
  trigger: z.optional(z.unknown()),
  pool: z.optional(z.unknown()),
  variables,
  jobs: z.array(job),
});
const steps = z.strictObject({
  trigger: z.optional(z.unknown()),
  pool: z.optional(z.unknown()),
  variables,
  steps: z.array(step),
});

export type PipelineStep = z.infer<typeof step>;
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
  const found = steps.parse(document);
  return inOneStage([{ job: 'Job', variables: {}, steps: found.steps }], found.variables);
}

function inOneStage(list: PipelineJob[], given: Readonly<Record<string, string>>): Pipeline {
  return { variables: given, stages: [{ stage: '__default', variables: {}, jobs: list }] };
}
