import * as z from 'zod/mini';

/** What a key of an inference configuration means to us. */
export type KeyRule =
  | { readonly kind: 'used' }
  | { readonly kind: 'group'; readonly keys: KeyTable }
  /** Has no effect on serving: accepted in silence. */
  | { readonly kind: 'ignored' }
  /** Fault, unless null or neutral in the object it stands in. */
  | {
      readonly kind: 'unsupported';
      readonly neutral: (value: unknown, siblings: Members) => boolean;
      readonly remedy: string;
    };

export type Members = { readonly [key: string]: unknown };
export type KeyTable = { readonly [key: string]: KeyRule };

const used = { kind: 'used' } as const;
const ignored = { kind: 'ignored' } as const;
const extraSteps = {
  kind: 'unsupported',
  neutral: isBlank,
  remedy: 'put the steps into a base image of your own and name that as the base image',
} as const;
const registry = {
  kind: 'unsupported',
  neutral: isBlank,
  remedy: 'log the engine in to that registry and write its address into the base image reference',
} as const;

const python: KeyTable = {
  userManagedDependencies: used,
  interpreterPath: used,
  condaDependencies: used,
  condaDependenciesFile: used,
  baseCondaEnvironment: {
    kind: 'unsupported',
    neutral: isBlank,
    remedy: 'list its packages in the conda file, or set userManagedDependencies',
  },
};

const docker: KeyTable = {
  baseImage: used,
  platform: used,
  baseDockerfile: {
    kind: 'unsupported',
    neutral: isBlank,
    remedy: 'build it once as an image and name that as docker.baseImage',
  },
  baseImageRegistry: registry,
  enabled: ignored,
  gpuSupport: ignored,
  arguments: ignored,
  sharedVolumes: ignored,
  shmSize: ignored,
};

const environment: KeyTable = {
  name: used,
  version: used,
  environmentVariables: used,
  python: { kind: 'group', keys: python },
  docker: { kind: 'group', keys: docker },
  inferencingStackVersion: ignored,
  databricks: ignored,
  spark: {
    kind: 'unsupported',
    neutral: (value) => isRecord(value) && isBlank(value.repositories) && isBlank(value.packages),
    remedy: 'remove it; Spark models cannot be packaged yet',
  },
  r: { kind: 'unsupported', neutral: isBlank, remedy: 'remove it; R cannot be packaged yet' },
};

/** The keys of inferenceconfig.json, both generations (2019 and mid-2020 on). */
export const inferenceKeys: KeyTable = {
  entryScript: used,
  sourceDirectory: used,
  runtime: used,
  condaFile: used,
  baseImage: used,
  description: used,
  environment: { kind: 'group', keys: environment },
  extraDockerfileSteps: extraSteps,
  extraDockerFileSteps: extraSteps,
  enableGpu: {
    kind: 'unsupported',
    neutral: (value) => value === false,
    remedy: 'name a base image with CUDA and Python as baseImage instead',
  },
  cudaVersion: {
    kind: 'unsupported',
    neutral: (_value, siblings) => siblings.enableGpu !== true,
    remedy: 'name a base image with CUDA and Python as baseImage instead',
  },
  baseImageRegistry: registry,
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

/** The used keys' types, after nulls are taken out. */
export const inferenceSchema = z.object({
  entryScript: z.string().check(z.minLength(1)),
  sourceDirectory: z.optional(z.string().check(z.minLength(1))),
  runtime: z.optional(z.string()),
  condaFile: z.optional(z.string().check(z.minLength(1))),
  baseImage: z.optional(z.string().check(z.minLength(1))),
  description: z.optional(z.string()),
  environment: z.optional(
    z.object({
      name: z.optional(z.string()),
      version: z.optional(z.union([z.string(), z.number()])),
      environmentVariables: z.optional(z.record(z.string(), z.string())),
      python: z.optional(
        z.object({
          userManagedDependencies: z.optional(z.boolean()),
          interpreterPath: z.optional(z.string().check(z.minLength(1))),
          condaDependencies: z.optional(z.looseObject({})),
          condaDependenciesFile: z.optional(z.string().check(z.minLength(1))),
        }),
      ),
      docker: z.optional(
        z.object({
          baseImage: z.optional(z.string().check(z.minLength(1))),
          platform: z.optional(
            z.object({ os: z.optional(z.string()), architecture: z.optional(z.string()) }),
          ),
        }),
      ),
    }),
  ),
});

export type InferenceKeys = z.output<typeof inferenceSchema>;

/** True for null, an empty text, list or object, and objects of nothing but such values. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(isBlank);
}

/** Narrows to an object with string keys; lists are none. */
export function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
