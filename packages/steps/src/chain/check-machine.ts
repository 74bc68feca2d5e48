import type { Engine } from '@package-model/core/engine/engine';
import type { ImageReference } from '@package-model/core/oci/reference';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import type { Environment } from '@package-model/core/package/plan/plan';
import { pullFor } from '../build-image/base-login.ts';
import { checkPython } from '../build-image/build-environment.ts';
import { fetchBase } from '../build-image/fetch-base.ts';
import { lookUpEnvironment } from '../build-image/look-up-environment.ts';
import { openBuilder } from '../open-engine.ts';
import type { Stores } from '../open-stores.ts';
import type { StepContext } from '../step.ts';
import type { ChainRequest } from './request.ts';

export type MachineCheck = {
  readonly request: ChainRequest;
  readonly environment: Environment;
  readonly image: ImageReference;
  readonly baseLogin: BaseLogin | undefined;
};

/**
 * Finds what would stop the chain later, while nothing is registered yet: an engine that is missing
 * or dead, an image repository that cannot be reached, and, when the environment image has to be
 * built, a base image that is not to be had or does not fit.
 */
export async function checkMachine(
  { request, environment, image, baseLogin }: MachineCheck,
  deps: { readonly stores: Stores; readonly context: StepContext },
): Promise<void> {
  const { stores, context } = deps;
  const engine = await answeringEngine(request, context);
  const repository = stores.repositories.open(image.location);
  const lockFile = request['lock-file'];
  const { locked, pinned, tooOld } = await lookUpEnvironment(
    { environment, repository, lockFile, maxAgeMs: request['environment-max-age'] },
    context,
  );
  if (pinned !== undefined) return;
  if (locked === undefined) await repository.listTags(context.signal);
  const pull = pullFor(request, environment.baseImage, { configured: baseLogin, context });
  const lockedDigest = tooOld ? undefined : locked?.baseDigest;
  const base = await fetchBase(environment, {
    engine,
    context,
    ...(pull && { pull }),
    ...(lockedDigest && { lockedDigest }),
  });
  const isOwn = environment.baseDockerfile !== undefined;
  const onBase = { ...environment, baseImage: base.name };
  if (environment.pip.length > 0 && !isOwn) await checkPython(onBase, { engine, context });
}

async function answeringEngine(request: ChainRequest, context: StepContext): Promise<Engine> {
  const engine = await openBuilder(request, context);
  await engine.info(context.signal);
  return engine;
}
