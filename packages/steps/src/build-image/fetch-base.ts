import { fullName } from '@package-model/core/oci/full-name';
import type { Engine, EngineImage } from '@package-model/core/engine/engine';
import { InputError, messageOf } from '@package-model/core/errors';
import { parseDigest } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { StepContext } from '../step.ts';
import { baseIdentity } from './base-identity.ts';
import type { PullBase } from './base-login.ts';
import type { LoadBase } from './load-base.ts';

export type FetchDeps = {
  readonly engine: Engine;
  readonly context: StepContext;
  /** Asks the registry again, whatever the engine has kept. */
  readonly anew?: true;
  /** What the lock file has for the base image. */
  readonly locked?: { readonly baseDigest?: Digest | undefined; readonly baseIdentity: Digest };
  /** Pulls in the engine's place: with a login of its own. */
  readonly pull?: PullBase;
  /** Brings the image there from a folder: then nothing is pulled. */
  readonly load?: LoadBase;
};

/** A base image in the engine. */
export type FetchedBase = EngineImage & {
  /** What the engine knows it by: the plan's name, or the repository with the locked digest. */
  readonly name: string;
  /** Of its manifest in the registry; absent for an image that was only ever built here. */
  readonly digest?: Digest;
};

/**
 * The base image as the engine has it, pulled when it is not there or asked for anew: by the digest
 * that is locked, else by its tag. An image of that tag with the layers that are locked need not be
 * pulled: no registry may have it.
 */
export async function fetchBase(environment: Environment, deps: FetchDeps): Promise<FetchedBase> {
  const { engine, context, locked, anew, load } = deps;
  const { baseImage, platform } = environment;
  if (load !== undefined) {
    const digest = await load(engine, baseImage);
    const loaded = await engine.inspectImage(baseImage, context.signal);
    return { ...fitting(loaded, baseImage, platform), name: baseImage, digest };
  }
  const isLocked = anew === undefined && !baseImage.includes('@');
  const pinned = isLocked ? locked?.baseDigest : undefined;
  const name = pinned === undefined ? baseImage : `${repositoryOf(baseImage)}@${pinned}`;
  const present = await engine.inspectImage(name, context.signal);
  if (present === undefined && pinned !== undefined) {
    const own = await engine.inspectImage(baseImage, context.signal);
    const isSame = own !== undefined && baseIdentity(own) === locked?.baseIdentity;
    if (isSame) return { ...fitting(own, baseImage, platform), name: baseImage, digest: pinned };
  }
  const pulled = await pullBase(name, present, deps);
  const base = pulled ? await engine.inspectImage(name, context.signal) : present;
  const fits = fitting(base, name, platform);
  const digest = digestIn(fits, name);
  return { ...fits, name, ...(digest === undefined ? {} : { digest }) };
}

function fitting(
  base: EngineImage | undefined,
  name: string,
  platform: Environment['platform'],
): EngineImage {
  if (base === undefined) {
    throw new InputError('BAD_INPUT', [
      { message: `the engine has no image ${name} after pulling it; check the name` },
    ]);
  }
  if (base.os === platform.os && base.architecture === platform.architecture) return base;
  const message =
    `the base image ${name} is for ${base.os}/${base.architecture}, ` +
    `${platform.os}/${platform.architecture} is needed; choose another base image or machine`;
  throw new InputError('BAD_INPUT', [{ message }]);
}

async function pullBase(
  name: string,
  present: EngineImage | undefined,
  { engine, context, anew, pull }: FetchDeps,
): Promise<boolean> {
  const { log, signal } = context;
  if (present !== undefined && (anew === undefined || name.includes('@'))) return false;
  log.info(`Pulling the base image ${name}.`);
  const options = { signal, onLine: (line: string) => log.debug(line) };
  try {
    await (pull ?? engine.pull.bind(engine))(name, options);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (present === undefined) throw error;
    // An image that was only ever built here has no registry to ask.
    log.warn(`${name} could not be pulled again; the engine's own is taken: ${messageOf(error)}`);
    return false;
  }
}

/** The digest by which the image's own repository knows it. */
export function digestIn(base: Pick<EngineImage, 'repoDigests'>, name: string): Digest | undefined {
  const own = fullName(repositoryOf(name));
  const entries = base.repoDigests.map((entry) => entry.split('@'));
  const stated = name.split('@')[1];
  const found = entries.find(([repository = '', digest]) => {
    return fullName(repository) === own && (stated === undefined || stated === digest);
  });
  return parseDigest(found?.[1] ?? stated ?? '');
}

/** The name without tag and digest. */
export function repositoryOf(name: string): string {
  return name.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}
