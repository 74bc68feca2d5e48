import { resolve } from 'node:path';
import { registryOf } from '@package-model/core/oci/full-name';
import { readLockFile } from '@package-model/core/package/plan/lock-file';
import { environmentHash } from '@package-model/core/package/plan/plan';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { StepContext } from '../step.ts';
import { repositoryOf } from './fetch-base.ts';

/** The base image by the digest that the lock file has for it, and its registry, as outputs. */
export async function baseOutputs(
  base: { readonly environment: Environment; readonly baseLayout: string | undefined },
  lockFile: string,
  { settings }: Pick<StepContext, 'settings'>,
) {
  const { environment, baseLayout } = base;
  if (baseLayout !== undefined) return { 'base-image': baseLayout, 'base-registry': '' };
  const lock = await readLockFile(resolve(settings.workingDirectory, lockFile), lockFile);
  const digest = lock.environments[environmentHash(environment)]?.baseDigest;
  const { baseImage } = environment;
  return {
    'base-image': digest === undefined ? baseImage : `${repositoryOf(baseImage)}@${digest}`,
    'base-registry': registryOf(baseImage),
  };
}
