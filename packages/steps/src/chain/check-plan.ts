import { resolve } from 'node:path';
import type { Place } from '@package-model/core/errors';
import { listModelFiles } from '@package-model/core/model/list-files';
import { silentLog } from '@package-model/core/log';
import { readLockFile } from '@package-model/core/package/plan/lock-file';
import type { CreatedPlan } from '@package-model/core/package/plan/create-plan';
import type { Stores } from '../open-stores.ts';
import { modelOnDisk, onlyModel } from '../package-model/configuration.ts';
import type { NoCodeModel } from '../package-model/configuration.ts';
import { findModels } from '../package-model/find-models.ts';
import { planFor } from '../package-model/run.ts';
import type { PlanContext } from '../package-model/plan-context.ts';
import type { StepContext } from '../step.ts';
import { modelsToRegister } from './request.ts';
import type { ChainRequest } from './request.ts';

/**
 * Finds what is wrong with the user's files before anything is registered or built: model path,
 * inference configuration, conda file, entry script, lock file. Gives the plan that they ask for,
 * yet without models.
 */
export async function checkPlan(
  request: ChainRequest,
  deps: { readonly stores: Stores; readonly context: PlanContext },
): Promise<CreatedPlan> {
  const { context } = deps;
  const { settings } = context;
  for (const { path } of modelsToRegister(request)) {
    await listModelFiles(path, settings.workingDirectory);
  }
  const draft = await hearing(context, (heard) =>
    planFor(request, [], heard, () => modelToServe(request, deps)),
  );
  const lockFile = request['lock-file'];
  await readLockFile(resolve(settings.workingDirectory, lockFile), lockFile);
  return draft;
}

/**
 * Work whose warnings are said again, once, when the package is really made. Where it fails, that
 * never comes, and they may be why: a key that is misspelled is not there.
 */
async function hearing<T>(
  context: PlanContext,
  work: (heard: PlanContext) => Promise<T>,
): Promise<T> {
  const warnings: (readonly [string, Place | undefined])[] = [];
  const log = {
    ...silentLog,
    warn: (line: string, place?: Place) => void warnings.push([line, place]),
  };
  try {
    return await work({ ...context, log });
  } catch (error) {
    for (const [line, place] of warnings) context.log.warn(line, place);
    throw error;
  }
}

/** The model that a plan without inference configuration is made for: registered, or yet to be. */
export async function modelToServe(
  request: ChainRequest,
  deps: { readonly stores: Stores; readonly context: StepContext },
): Promise<NoCodeModel> {
  const { image, model: choices, 'model-registry': registry } = request;
  if (choices !== undefined) {
    return onlyModel(await findModels({ choices, registry, image }, deps), deps.context);
  }
  return modelOnDisk(modelsToRegister(request), deps.context);
}
