import { resolve } from 'node:path';
import { canonicalJson } from '@package-model/core/canonical-json';
import type { Engine } from '@package-model/core/engine/engine';
import { importEnvironment, readEnvironment } from '@package-model/core/image/environment-image';
import type { EnvironmentImage } from '@package-model/core/image/environment-image';
import { digestOf, hexOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import type { Repository } from '@package-model/core/oci/repository';
import {
  readLockFile,
  withEnvironment,
  writeLockFile,
} from '@package-model/core/package/plan/lock-file';
import type { LockedEnvironment, LockFile } from '@package-model/core/package/plan/lock-file';
import { environmentHash } from '@package-model/core/package/plan/plan';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { NetworkSettings } from '@package-model/core/settings';
import type { StepContext } from '../step.ts';
import { baseIdentity, buildEnvironment, fetchBase } from './build-environment.ts';
import type { BuildDeps } from './build-environment.ts';
import { listPackages } from './list-packages.ts';
import { secretsOf } from './network.ts';

export type EnsureRequest = {
  readonly environment: Environment;
  readonly repository: Repository;
  readonly lockFile: string;
  readonly trust: 'lock' | 'repository';
  readonly network: NetworkSettings;
};

export type EnsureDeps = {
  /** Asked for only when there is something to build. */
  readonly openBuilder: () => Promise<Engine>;
  readonly context: StepContext;
};

/**
 * The environment image in the target repository: the one that the lock file pins, without asking
 * any engine; else built, imported and pinned. A tag alone is not trusted: anyone who may push
 * could have put it there.
 */
export async function ensureEnvironment(
  request: EnsureRequest,
  { openBuilder, context }: EnsureDeps,
): Promise<EnvironmentImage> {
  const { environment, repository } = request;
  const { log, clock, settings } = context;
  const startedAt = clock.now();
  const { lock, locked, pinned } = await lookUpEnvironment(request, context);
  if (pinned !== undefined) {
    reuse(pinned, repository, { why: `pinned by ${request.lockFile}`, startedAt }, context);
    return pinned;
  }
  const deps = { engine: await openBuilder(), context };
  const build: BuildDeps = { ...deps, network: request.network };
  const base = await fetchBase(environment, build);
  const identity = baseIdentity(base);
  const tag = `env-${hashOf(environmentHash(environment), identity)}`;
  const found = await findTagged(tag, request, context);
  if (found !== undefined) {
    reuse(found, repository, { why: 'environment-trust is repository', startedAt }, context);
    return found;
  }
  const name = await buildEnvironment(environment, base, `package-model/environment:${tag}`, build);
  const imported = await importInto(request, { tag, name }, deps);
  log.moved({
    what: 'environment image',
    from: 'engine',
    to: repository.name,
    how: 'built',
    sizeBytes: imported.sizeBytes,
    durationMs: clock.now() - startedAt,
    why: locked === undefined ? `${request.lockFile} pins none yet` : 'the pinned one is gone',
  });
  const next: LockedEnvironment = {
    baseImage: environment.baseImage,
    baseIdentity: identity,
    tag,
    images: { ...locked?.images, [repository.kind]: imported.digest },
    packages: await listPackages(environment, name, deps),
  };
  const lockPath = resolve(settings.workingDirectory, request.lockFile);
  await writeLockFile(lockPath, withEnvironment(lock, environmentHash(environment), next));
  log.info(`Pinned the environment image in ${request.lockFile}; commit it to reuse the image.`);
  return imported;
}

export type LookUp = Pick<EnsureRequest, 'environment' | 'repository' | 'lockFile'>;

/** What the lock file says of an environment, and the image it pins where that is still there. */
export async function lookUpEnvironment(
  { environment, repository, lockFile }: LookUp,
  { settings, signal }: Pick<StepContext, 'settings' | 'signal'>,
): Promise<{
  readonly lock: LockFile;
  readonly locked: LockedEnvironment | undefined;
  readonly pinned: EnvironmentImage | undefined;
}> {
  const lock = await readLockFile(resolve(settings.workingDirectory, lockFile), lockFile);
  const locked = lock.environments[environmentHash(environment)];
  return { lock, locked, pinned: await findPinned(locked, repository, signal) };
}

async function findPinned(
  locked: LockedEnvironment | undefined,
  repository: Repository,
  signal: AbortSignal,
): Promise<EnvironmentImage | undefined> {
  const digest = locked?.images[repository.kind];
  if (digest === undefined) return undefined;
  const content = await repository.getManifest(digest, signal);
  return content === undefined ? undefined : readEnvironment(content, repository, signal);
}

async function findTagged(
  tag: string,
  request: EnsureRequest,
  context: StepContext,
): Promise<EnvironmentImage | undefined> {
  const { repository, trust, lockFile } = request;
  const content = await repository.getManifest(tag, context.signal);
  if (content === undefined) return undefined;
  if (trust === 'repository') return readEnvironment(content, repository, context.signal);
  context.log.info(
    `${repository.name} has ${tag}, but ${lockFile} does not pin it: it is built anew. ` +
      `Commit ${lockFile}, or set ${context.spell('environment-trust')} to repository.`,
  );
  return undefined;
}

async function importInto(
  { repository, environment, network }: EnsureRequest,
  image: { readonly tag: string; readonly name: string },
  deps: { readonly engine: Engine; readonly context: StepContext },
): Promise<EnvironmentImage> {
  const { settings, signal, log } = deps.context;
  const built = await deps.engine.inspectImage(image.name, signal);
  await repository.ensureSpace(built?.sizeBytes ?? 0);
  log.info(`Importing the environment image into ${repository.name}.`);
  return importEnvironment(
    deps.engine.save(image.name, signal),
    { tag: image.tag, baseImage: environment.baseImage, forbidden: secretsOf(network) },
    { repository, temporaryDirectory: settings.temporaryDirectory, signal },
  );
}

function reuse(
  image: EnvironmentImage,
  repository: Repository,
  how: { readonly why: string; readonly startedAt: number },
  { log, clock }: StepContext,
): void {
  log.moved({
    what: 'environment image',
    from: `${repository.name}@${image.digest}`,
    to: repository.name,
    how: 'present',
    sizeBytes: 0,
    durationMs: clock.now() - how.startedAt,
    why: how.why,
  });
}

function hashOf(definition: string, identity: Digest): string {
  return hexOf(digestOf(canonicalJson([definition, identity]))).slice(0, 24);
}
