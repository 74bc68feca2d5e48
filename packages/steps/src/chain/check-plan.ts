import { resolve } from 'node:path';
import { listModelFiles } from '@package-model/core/model/list-files';
import { silentLog } from '@package-model/core/log';
import { readLockFile } from '@package-model/core/package/plan/lock-file';
import type { Environment } from '@package-model/core/package/plan/plan';
import { planFor } from '../package-model/run.ts';
import type { StepContext } from '../step.ts';
import type { ChainRequest } from './request.ts';

/**
 * Finds what is wrong with the user's files before anything is registered or built: model path,
 * inference configuration, conda file, entry script, lock file. Gives the environment that they ask
 * for.
 */
export async function checkPlan(request: ChainRequest, context: StepContext): Promise<Environment> {
  const { settings } = context;
  const path = request['model-path'];
  if (request.model === undefined && path !== undefined) {
    await listModelFiles(path, settings.workingDirectory);
  }
  // What this would say is said again, once, when the package is really made.
  const { plan } = await planFor(request, [], { ...context, log: silentLog });
  const lockFile = request['lock-file'];
  await readLockFile(resolve(settings.workingDirectory, lockFile), lockFile);
  return plan.environment;
}
