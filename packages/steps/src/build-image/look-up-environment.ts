import { resolve } from 'node:path';
import { readEnvironment } from '@package-model/core/image/environment-image';
import type { EnvironmentImage } from '@package-model/core/image/environment-image';
import type { Repository } from '@package-model/core/oci/repository';
import { readLockFile } from '@package-model/core/package/plan/lock-file';
import type { LockedEnvironment, LockFile } from '@package-model/core/package/plan/lock-file';
import { environmentHash } from '@package-model/core/package/plan/plan';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { StepContext } from '../step.ts';

export type LookUp = {
  readonly environment: Environment;
  readonly repository: Repository;
  readonly lockFile: string;
  /** How old a pinned environment may be; undefined for any age. */
  readonly maxAgeMs: number | undefined;
};

/** What a lock file says of an environment, and the image it pins. */
export type LookedUp = {
  readonly lock: LockFile;
  readonly locked: LockedEnvironment | undefined;
  /** There when it may be used: it is still in the repository and not too old. */
  readonly pinned: EnvironmentImage | undefined;
  readonly tooOld: boolean;
};

/** Reads the lock file and looks for the image that it pins. */
export async function lookUpEnvironment(
  { environment, repository, lockFile, maxAgeMs }: LookUp,
  { settings, clock, signal }: Pick<StepContext, 'settings' | 'clock' | 'signal'>,
): Promise<LookedUp> {
  const lock = await readLockFile(resolve(settings.workingDirectory, lockFile), lockFile);
  const locked = lock.environments[environmentHash(environment)];
  const tooOld = locked !== undefined && isTooOld(locked, maxAgeMs, clock.now());
  const pinned = tooOld ? undefined : await findPinned(locked, repository, signal);
  return { lock, locked, pinned, tooOld };
}

/** True when a locked environment is older than allowed, or of an age that nobody knows. */
export function isTooOld(
  { builtAt }: Pick<LockedEnvironment, 'builtAt'>,
  maxAgeMs: number | undefined,
  nowMs: number,
): boolean {
  if (maxAgeMs === undefined) return false;
  return builtAt === undefined || nowMs - Date.parse(builtAt) > maxAgeMs;
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
