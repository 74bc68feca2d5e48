import type { Engine } from '@package-model/core/engine/engine';
import type { Digest } from '@package-model/core/oci/digest';
import type { LockedEnvironment } from '@package-model/core/package/plan/lock-file';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { StepContext } from '../step.ts';
import type { BaseSource } from './base-source.ts';
import { buildOwnBase } from './build-own-base.ts';
import { fetchBase } from './fetch-base.ts';
import type { LookedUp } from './look-up-environment.ts';
import { importBuilt, lockedEntry, makeEnvironment, pinEnvironment } from './make-environment.ts';
import type { BuiltEnvironment, MakeRequest } from './make-environment.ts';

export type Refreshed = {
  /** Of the environment image that is pinned now. */
  readonly digest: Digest;
  readonly entry: LockedEnvironment;
  /** False when a build gave what is pinned already: the image that is there stays. */
  readonly changed: boolean;
};

/** Builds an environment anew and pins it, or finds that the pinned one is still the same. */
export async function refreshEnvironment(
  request: MakeRequest,
  found: LookedUp,
  deps: { readonly engine: Engine; readonly context: StepContext; readonly source?: BaseSource },
): Promise<Refreshed> {
  const { environment, repository, network, environmentSources } = request;
  const { context } = deps;
  const build = {
    engine: deps.engine,
    context,
    network,
    environmentSources,
    anew: true,
  } as const;
  const fetching = { ...build, ...deps.source };
  const isOwn = environment.baseDockerfile !== undefined;
  if (isOwn && deps.source?.pull !== undefined) await fetchBase(environment, fetching);
  const from = await buildOwnBase(environment, request.baseFolder, build);
  const base = await fetchBase(
    from,
    from === environment ? fetching : { engine: deps.engine, context },
  );
  const built = await makeEnvironment({ environment, from }, base, build);
  const builtAt = new Date(context.clock.now()).toISOString();
  const { lock, locked, pinned } = found;
  if (locked !== undefined && pinned !== undefined && isSame(environment, locked, built)) {
    const entry = { ...locked, builtAt };
    await pinEnvironment(request, lock, entry, context);
    return { digest: pinned.digest, entry, changed: false };
  }
  const { digest } = await importBuilt(request, built, deps);
  const entry = lockedEntry(environment, built, { [repository.kind]: digest }, context);
  await pinEnvironment(request, lock, entry, context);
  return { digest, entry, changed: true };
}

/** True when pip is all that decides on the content, and it has the same on the same base. */
function isSame(
  environment: Environment,
  locked: LockedEnvironment,
  built: BuiltEnvironment,
): boolean {
  const { pip, apt, conda, extraSteps, baseDockerfile } = environment;
  const others = [conda, extraSteps, baseDockerfile];
  const onlyPip = apt.length === 0 && others.every((part) => part === undefined);
  const isListed = pip.length === 0 || built.packages.length > 0;
  return (
    onlyPip &&
    isListed &&
    locked.baseIdentity === built.baseIdentity &&
    locked.packages.join('\n') === built.packages.join('\n')
  );
}
