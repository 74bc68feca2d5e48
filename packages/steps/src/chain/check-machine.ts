import type { Engine } from '@package-model/core/engine/engine';
import type { EnvironmentImage } from '@package-model/core/image/environment-image';
import { silentLog } from '@package-model/core/log';
import type { ImageReference } from '@package-model/core/oci/reference';
import type { CreatedPlan } from '@package-model/core/package/plan/create-plan';
import { baseSource } from '../build-image/base-source.ts';
import { checkManager } from '../build-image/check-manager.ts';
import { fetchBase } from '../build-image/fetch-base.ts';
import { lookInBase } from '../build-image/look-in-base.ts';
import { lookUpEnvironment } from '../build-image/look-up-environment.ts';
import { openBuilder } from '../open-engine.ts';
import type { Stores } from '../open-stores.ts';
import type { StepContext } from '../step.ts';
import type { ChainRequest } from './request.ts';

export type MachineCheck = {
  readonly request: ChainRequest;
  /** The plan without models, and where its code is. */
  readonly draft: CreatedPlan;
  readonly image: ImageReference;
};

/**
 * Finds what would stop the chain later, while nothing is registered yet: an engine that is missing
 * or dead, an image repository that cannot be reached, and, when the environment image has to be
 * built, a base image that is not to be had or does not fit. Gives the environment image where it
 * need not be built.
 */
export async function checkMachine(
  { request, draft, image }: MachineCheck,
  deps: { readonly stores: Stores; readonly context: StepContext },
): Promise<EnvironmentImage | undefined> {
  const { stores, context } = deps;
  const { plan, sources, baseLogin } = draft;
  const { environment, code, baseLayout } = plan;
  const engine = await answeringEngine(request, context);
  const repository = stores.repositories.open(image.location).forWriting();
  const lockFile = request['lock-file'];
  const { locked, pinned, tooOld } = await lookUpEnvironment(
    { environment, repository, lockFile, maxAgeMs: request['environment-max-age'] },
    context,
  );
  if (pinned !== undefined) return pinned;
  if (locked === undefined) await repository.listTags(context.signal);
  const source = baseSource(
    request,
    { baseImage: environment.baseImage, baseLayout },
    { configured: baseLogin, context, repositories: stores.repositories },
  );
  const base = await fetchBase(environment, {
    engine,
    context,
    ...source,
    ...(locked && !tooOld && { locked }),
  });
  if (environment.baseDockerfile !== undefined) return undefined; // What it makes is not there yet.
  const onBase = { ...environment, baseImage: base.name };
  await checkManager(onBase, { engine, context });
  // Its warnings come when the image is built.
  const silent = { ...context, log: silentLog };
  const listing = { code, sources };
  await lookInBase({ listing, environment, image: base.name }, { engine, context: silent });
  return undefined;
}

async function answeringEngine(request: ChainRequest, context: StepContext): Promise<Engine> {
  const engine = await openBuilder(request, context);
  await engine.info(context.signal);
  return engine;
}
