import type { Engine } from '@package-model/core/engine/engine';
import { readEnvironment } from '@package-model/core/image/environment-image';
import type { EnvironmentImage } from '@package-model/core/image/environment-image';
import type { CodeSources } from '@package-model/core/package/code/code';
import type { Repository } from '@package-model/core/oci/repository';
import type { Origins } from '@package-model/core/package/environment/origins';
import type { NetworkSettings } from '@package-model/core/settings';
import type { StepContext } from '../step.ts';
import { placed } from './place-of-failure.ts';
import type { BaseSource } from './base-source.ts';
import type { BuildDeps } from './build-environment.ts';
import { buildOwnBase } from './build-own-base.ts';
import { fetchBase } from './fetch-base.ts';
import { lookUpEnvironment } from './look-up-environment.ts';
import type { LookedUp, LookUp } from './look-up-environment.ts';
import {
  environmentTag,
  importBuilt,
  lockedEntry,
  makeEnvironment,
  pinEnvironment,
} from './make-environment.ts';

export type EnsureRequest = LookUp & {
  readonly trust: 'lock' | 'repository';
  readonly network: NetworkSettings;
  /** The package's folder of the base image's own Dockerfile. */
  readonly baseFolder: string;
  /** Where the files of the build context come from. */
  readonly environmentSources: CodeSources;
  /** Where requirement lines were written, for messages. */
  readonly origins?: Origins;
};

export type EnsureDeps = {
  /** Asked for only when there is something to build. */
  readonly openBuilder: () => Promise<Engine>;
  /** How the base image comes into the engine, where it is not by the engine's own pull. */
  readonly source?: BaseSource;
  /** Called with the base image's name in the engine when it is there and will be built upon. */
  readonly onBase?: (engine: Engine, image: string) => Promise<void>;
  readonly context: StepContext;
};

/**
 * The environment image in the target repository: the one that the lock file pins, without asking
 * any engine; else built, imported and pinned. A tag alone is not trusted: anyone who may push
 * could have put it there.
 */
export async function ensureEnvironment(
  request: EnsureRequest,
  { openBuilder, context, source, onBase }: EnsureDeps,
): Promise<EnvironmentImage> {
  const { environment, repository } = request;
  const { log, clock } = context;
  const startedAt = clock.now();
  const { lock, locked, pinned, tooOld } = await lookUpEnvironment(request, context);
  if (pinned !== undefined) {
    reuse(pinned, repository, { why: `pinned by ${request.lockFile}`, startedAt }, context);
    return pinned;
  }
  const engine = await openBuilder();
  const build: BuildDeps = {
    engine,
    context,
    network: request.network,
    ...(tooOld && { anew: true }),
    environmentSources: request.environmentSources,
    ...(request.origins === undefined ? {} : { origins: request.origins }),
  };
  const fetching = { ...build, ...source, ...(locked && { locked }) };
  const here = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw placed(error, request.origins ?? {});
    });
  const isOwn = environment.baseDockerfile !== undefined;
  // The build would pull with the engine's own login.
  if (isOwn && source?.pull !== undefined) await fetchBase(environment, fetching);
  const from = await here(() => buildOwnBase(environment, request.baseFolder, build));
  const base = await fetchBase(from, from === environment ? fetching : { engine, context });
  const tag = environmentTag(environment, base);
  const found = tooOld ? undefined : await findTagged(tag, request, context);
  if (found !== undefined) {
    reuse(found, repository, { why: 'environment-trust is repository', startedAt }, context);
    return found;
  }
  await onBase?.(engine, base.name);
  const built = await here(() => makeEnvironment({ environment, from }, base, build));
  const imported = await importBuilt(request, built, { engine, context });
  const why = whyBuilt({ locked, tooOld }, request.lockFile);
  log.moved({
    what: 'environment image',
    from: 'engine',
    to: repository.name,
    how: 'built',
    sizeBytes: imported.sizeBytes,
    durationMs: clock.now() - startedAt,
    why,
  });
  const images = { ...(tooOld ? {} : locked?.images), [repository.kind]: imported.digest };
  const next = lockedEntry(environment, built, images, context);
  await pinEnvironment(request, lock, next, context);
  log.info(`Pinned the environment image in ${request.lockFile}; ${howToKeep(context)}.`);
  return imported;
}

/** A runner's workspace is gone after the job, and the file with it. */
function howToKeep({ settings }: StepContext): string {
  const keep = 'commit it to reuse the image';
  return settings.ci
    ? `${keep}. A runner forgets it: keep it as an artifact of the run, or make it with "package-model lock"`
    : keep;
}

function whyBuilt({ locked, tooOld }: Pick<LookedUp, 'locked' | 'tooOld'>, lockFile: string) {
  if (locked === undefined) return `${lockFile} pins none yet`;
  if (!tooOld) return 'the pinned one is gone';
  return locked.builtAt === undefined
    ? 'the age of the pinned one is not known'
    : `the pinned one of ${locked.builtAt} is too old`;
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
