import { resolve } from 'node:path';
import { formatSize } from '@package-model/core/format-size';
import { modelLayers } from '@package-model/core/model/layers';
import { listModelFiles } from '@package-model/core/model/list-files';
import { readLockFile } from '@package-model/core/package/plan/lock-file';
import { environmentDigest, environmentHash } from '@package-model/core/package/plan/plan';
import type { Stores } from '../open-stores.ts';
import { isTooOld } from '../build-image/look-up-environment.ts';
import { planFor } from '../package-model/run.ts';
import type { PlanContext } from '../package-model/plan-context.ts';
import type { Outputs, StepContext } from '../step.ts';
import { modelToServe } from './check-plan.ts';
import { formatTarget, modelsToRegister } from './request.ts';
import type { ChainRequest } from './request.ts';

/** Says what each step would do; nothing is stored, built, run or written. */
export async function dryRun(
  request: ChainRequest,
  caseCount: number,
  deps: { readonly stores: Stores; readonly context: PlanContext },
): Promise<Outputs> {
  const { context } = deps;
  const { log, settings } = context;
  const { plan } = await planFor(request, [], context, () => modelToServe(request, deps));
  await describeModels(request, context);
  const { environment, code } = plan;
  const hash = environmentHash(environment);
  const lockFile = request['lock-file'];
  const lock = await readLockFile(resolve(settings.workingDirectory, lockFile), lockFile);
  const locked = lock.environments[hash];
  log.info(`package-model: entry script ${code.entryScript}, ${code.files.length} code files.`);
  for (const file of code.files) log.info(`  ${file.path} (${formatSize(file.sizeBytes)})`);
  log.info(
    locked === undefined
      ? `build-image: an environment image would be built on ${environment.baseImage}.`
      : `build-image: the environment ${locked.tag}, pinned by ${lockFile}, would be ${isTooOld(locked, request['environment-max-age'], context.clock.now()) ? 'built anew, as it is too old' : 'reused'}.`,
  );
  for (const line of environment.conda?.dependencies ?? []) log.info(`  conda: ${line}`);
  for (const line of environment.apt) log.info(`  apt: ${line}`);
  for (const line of environment.pip) log.info(`  pip: ${line}`);
  log.info(`smoke-test: ${caseCount === 0 ? 'no cases' : `${caseCount} case(s)`}.`);
  const { image } = request;
  log.info(
    `push-image: would promote to ${image === undefined ? "the model's own repository" : formatTarget(image)}.`,
  );
  log.info('Nothing was moved: this was a dry run.');
  return { 'environment-digest': environmentDigest(environment) };
}

async function describeModels(request: ChainRequest, context: StepContext): Promise<void> {
  const { log, settings } = context;
  const models = modelsToRegister(request);
  if (models.length === 0) log.info('register-model: nothing, registered models are used.');
  for (const { name, path } of models) {
    const entries = await listModelFiles(path, settings.workingDirectory);
    log.info(`register-model: the next version of ${name}:`);
    for (const { title, source } of modelLayers(name, entries)) {
      log.info(`  layer ${title} (${formatSize(source.sizeBytes)})`);
    }
  }
}
