import * as z from 'zod/mini';
import type { KeyTable } from './key-rules.ts';
import { isBlank, isRecord } from './key-rules.ts';

const used = { kind: 'used' } as const;
const ignored = { kind: 'ignored' } as const;

const python: KeyTable = {
  userManagedDependencies: used,
  interpreterPath: used,
  condaDependencies: used,
  condaDependenciesFile: used,
  baseCondaEnvironment: used,
};

const docker: KeyTable = {
  baseImage: used,
  baseDockerfile: used,
  baseImageRegistry: used,
  platform: used,
  buildContext: {
    kind: 'unsupported',
    neutral: isBlank,
    remedy:
      'build its image first and name that as docker.baseImage, or give its Dockerfile as docker.baseDockerfile',
  },
  enabled: ignored,
  sharedVolumes: ignored,
  gpuSupport: {
    kind: 'noted',
    neutral: (value) => value === false,
    remedy:
      'the base image decides whether a GPU can be used; name one with CUDA as docker.baseImage',
  },
  arguments: {
    kind: 'noted',
    neutral: isBlank,
    remedy: 'an image holds no run arguments; give them to docker run',
  },
  shmSize: {
    kind: 'noted',
    neutral: (value) => isBlank(value) || value === '2g',
    remedy: 'an image holds no size of shared memory; give --shm-size to docker run',
  },
};

/** The keys of an environment, inside an inference configuration or in a file of its own. */
export const environmentKeys: KeyTable = {
  name: used,
  version: used,
  environmentVariables: used,
  python: { kind: 'group', keys: python },
  docker: { kind: 'group', keys: docker },
  assetId: ignored,
  inferencingStackVersion: {
    kind: 'noted',
    neutral: (value) => isBlank(value) || value === 'latest',
    remedy:
      'the scoring server is added in the version that fits; pin it in the conda file instead',
  },
  databricks: {
    kind: 'noted',
    neutral: isBlank,
    remedy:
      'Databricks libraries are not installed for serving; list what score.py needs in the conda file',
  },
  spark: {
    kind: 'unsupported',
    neutral: (value) => isRecord(value) && isBlank(value.repositories) && isBlank(value.packages),
    remedy: 'remove it; Spark models cannot be packaged yet',
  },
  r: { kind: 'unsupported', neutral: isBlank, remedy: 'remove it; R cannot be packaged yet' },
};

const text = z.string().check(z.minLength(1));

/** An object of `{address, username, password}`, or the address alone. */
export const registrySchema = z.union([
  text,
  z.object({
    address: z.optional(z.string()),
    username: z.optional(z.string()),
    password: z.optional(z.string()),
    registryIdentity: z.optional(z.unknown()),
  }),
]);

/** The used keys' types, after nulls are taken out. */
export const environmentSchema = z.object({
  name: z.optional(z.string()),
  version: z.optional(z.union([z.string(), z.number()])),
  environmentVariables: z.optional(z.record(z.string(), z.string())),
  python: z.optional(
    z.object({
      userManagedDependencies: z.optional(z.boolean()),
      interpreterPath: z.optional(text),
      condaDependencies: z.optional(z.looseObject({})),
      condaDependenciesFile: z.optional(text),
      baseCondaEnvironment: z.optional(text),
    }),
  ),
  docker: z.optional(
    z.object({
      baseImage: z.optional(text),
      baseDockerfile: z.optional(text),
      baseImageRegistry: z.optional(registrySchema),
      platform: z.optional(
        z.object({ os: z.optional(z.string()), architecture: z.optional(z.string()) }),
      ),
    }),
  ),
});

export type EnvironmentKeys = z.output<typeof environmentSchema>;
export type RegistryKeys = z.output<typeof registrySchema>;
