import * as z from 'zod/mini';
import { registrySchema } from './environment-keys.ts';
import type { KeyTable } from './key-rules.ts';

const used = { kind: 'used' } as const;

/** The keys of inferenceconfig.json but `environment`, both generations (2019 and mid-2020 on). */
export const inferenceKeys: KeyTable = {
  entryScript: used,
  sourceDirectory: used,
  runtime: used,
  condaFile: used,
  baseImage: used,
  description: used,
  extraDockerfileSteps: used,
  extraDockerFileSteps: used,
  enableGpu: used,
  cudaVersion: used,
  baseImageRegistry: used,
  environment: used,
  $schema: { kind: 'ignored' },
};

/** Keys that `environment` makes meaningless when it stands beside them. */
export const replacedByEnvironment: readonly string[] = [
  'runtime',
  'condaFile',
  'extraDockerfileSteps',
  'extraDockerFileSteps',
  'enableGpu',
  'cudaVersion',
  'baseImage',
  'baseImageRegistry',
];

const text = z.string().check(z.minLength(1));

/** The used keys' types, after nulls are taken out. */
export const inferenceSchema = z.object({
  entryScript: z.optional(text),
  sourceDirectory: z.optional(text),
  runtime: z.optional(z.string()),
  condaFile: z.optional(text),
  baseImage: z.optional(text),
  description: z.optional(z.string()),
  extraDockerfileSteps: z.optional(text),
  extraDockerFileSteps: z.optional(text),
  enableGpu: z.optional(z.boolean()),
  cudaVersion: z.optional(z.union([z.string(), z.number()])),
  baseImageRegistry: z.optional(registrySchema),
});

export type InferenceKeys = z.output<typeof inferenceSchema>;
