import { resolve } from 'node:path';
import { canonicalJson } from '@package-model/core/canonical-json';
import type { Engine, EngineImage } from '@package-model/core/engine/engine';
import { importEnvironment } from '@package-model/core/image/environment-image';
import type { EnvironmentImage } from '@package-model/core/image/environment-image';
import { digestOf, hexOf } from '@package-model/core/oci/digest';
import type { CodeSources } from '@package-model/core/package/code/code';
import type { Repository } from '@package-model/core/oci/repository';
import { withEnvironment, writeLockFile } from '@package-model/core/package/plan/lock-file';
import type { LockedEnvironment, LockFile } from '@package-model/core/package/plan/lock-file';
import { environmentHash } from '@package-model/core/package/plan/plan';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { NetworkSettings } from '@package-model/core/settings';
import type { StepContext } from '../step.ts';
import { baseIdentity } from './base-identity.ts';
import { buildEnvironment } from './build-environment.ts';
import type { BuildDeps } from './build-environment.ts';
import type { FetchedBase } from './fetch-base.ts';
import { listPackages } from './list-packages.ts';
import { secretsOf } from './network.ts';
import { settleOnBase } from './settle-on-base.ts';

export type MakeRequest = {
  readonly environment: Environment;
  readonly repository: Repository;
  readonly lockFile: string;
  readonly network: NetworkSettings;
  /** Where the package has the base image's own Dockerfile; absent without a package. */
  readonly baseFolder?: string;
  /** Where the files of the build context come from. */
  readonly environmentSources: CodeSources;
};

/** An environment image as the engine has built it, and what is in it. */
export type BuiltEnvironment = {
  /** The engine's name for it. */
  readonly name: string;
  readonly tag: string;
  readonly baseIdentity: LockedEnvironment['baseIdentity'];
  readonly baseDigest: LockedEnvironment['baseDigest'];
  readonly packages: readonly string[];
};

/** The tag of an environment on this base image: `env-<hash>`. */
export function environmentTag(environment: Environment, base: EngineImage): string {
  const parts = canonicalJson([environmentHash(environment), baseIdentity(base)]);
  return `env-${hexOf(digestOf(parts)).slice(0, 24)}`;
}

/** An environment as the plan has it, and on the base that the engine has for it. */
export type Making = { readonly environment: Environment; readonly from: Environment };

/** Builds an environment into the engine and lists what pip has put into it. */
export async function makeEnvironment(
  { environment, from }: Making,
  base: FetchedBase,
  build: BuildDeps,
): Promise<BuiltEnvironment> {
  const tag = environmentTag(environment, base);
  const onBase = await settleOnBase({ ...from, baseImage: base.name }, base, build);
  const name = await buildEnvironment(onBase, base, `package-model/environment:${tag}`, build);
  const packages = await listPackages(onBase, name, build);
  return { name, tag, baseIdentity: baseIdentity(base), baseDigest: base.digest, packages };
}

/** Moves a built environment into the repository. */
export async function importBuilt(
  { repository, environment, network }: MakeRequest,
  { tag, name }: BuiltEnvironment,
  deps: { readonly engine: Engine; readonly context: StepContext },
): Promise<EnvironmentImage> {
  const { settings, signal, log } = deps.context;
  const built = await deps.engine.inspectImage(name, signal);
  await repository.ensureSpace(built?.sizeBytes ?? 0);
  log.info(`Importing the environment image into ${repository.name}.`);
  return importEnvironment(
    deps.engine.save(name, signal),
    { tag, baseImage: environment.baseImage, forbidden: secretsOf(network) },
    { repository, temporaryDirectory: settings.temporaryDirectory, log, signal },
  );
}

/** What the lock file says of a built environment. */
export function lockedEntry(
  environment: Environment,
  built: BuiltEnvironment,
  images: LockedEnvironment['images'],
  { clock }: Pick<StepContext, 'clock'>,
): LockedEnvironment {
  return {
    baseImage: environment.baseImage,
    baseIdentity: built.baseIdentity,
    ...(built.baseDigest === undefined ? {} : { baseDigest: built.baseDigest }),
    tag: built.tag,
    builtAt: new Date(clock.now()).toISOString(),
    images,
    packages: built.packages,
  };
}

/** Writes what an environment is now into the lock file. */
export async function pinEnvironment(
  request: Pick<MakeRequest, 'environment' | 'lockFile'>,
  lock: LockFile,
  next: LockedEnvironment,
  { settings }: Pick<StepContext, 'settings'>,
): Promise<void> {
  const path = resolve(settings.workingDirectory, request.lockFile);
  await writeLockFile(path, withEnvironment(lock, environmentHash(request.environment), next));
}
