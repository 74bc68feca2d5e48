import { join, resolve } from 'node:path';
import type { StoredModel } from '@package-model/core/model/types';
import { createPlan } from '@package-model/core/package/plan/create-plan';
import type { CreatedPlan } from '@package-model/core/package/plan/create-plan';
import { writePackage } from '@package-model/core/package/plan/package-folder';
import { environmentDigest, planDigest } from '@package-model/core/package/plan/plan';
import { hostPython } from '@package-model/core/package/script/python';
import type { Plan } from '@package-model/core/package/plan/plan';
import { openStores } from '../open-stores.ts';
import type { Outputs, StepContext } from '../step.ts';
import { configurationFor, onlyModel } from './configuration.ts';
import type { NoCodeModel } from './configuration.ts';
import { findModels } from './find-models.ts';
import type { PackageModelValues } from './inputs.ts';
import { layoutBase, refuseInDockerfile } from './layout-base.ts';
import type { PlanContext } from './plan-context.ts';
import { planForDockerfile } from './plan-for-dockerfile.ts';
import { writeDockerfile } from './write-dockerfile.ts';
import { openOutput, writeOutput } from './write-output.ts';

/** Decides what the image will be and writes it down as a package folder. */
export async function runPackageModel(
  values: PackageModelValues,
  context: StepContext,
): Promise<Outputs> {
  using stores = await openStores(values['ca-certificates'], context);
  const choices = values.model ?? [];
  const request = { choices, registry: values['model-registry'], image: undefined };
  const models = await findModels(request, { stores, context });
  const created = await planFor(values, models, context);
  await writePlanned(values, { created, models }, context);
  return planOutputs(values['package-path'], created.plan);
}

export type PlanValues = Pick<
  PackageModelValues,
  | 'inference-config'
  | 'model-framework'
  | 'model-framework-version'
  | 'working-directory'
  | 'base-image'
  | 'dockerfile'
  | 'replace-model-copy'
  | 'model-layout'
  | 'upgrade'
  | 'environment-manager'
  | 'requirements'
  | 'apt-packages'
  | 'package-path'
  | 'generate-dockerfile'
  | 'output'
>;

/**
 * The plan for these models and this inference configuration; nothing is written. `model` gives the
 * one to serve where no configuration is named: by default the only one of `models`.
 */
export async function planFor(
  values: PlanValues,
  models: readonly StoredModel[],
  context: PlanContext,
  model: () => Promise<NoCodeModel> = async () => onlyModel(models, context),
): Promise<CreatedPlan> {
  const { log, run, signal, python = hostPython(run, signal) } = context;
  const baseImage = values['base-image'];
  if (values.dockerfile !== undefined) {
    return planForDockerfile({ ...values, dockerfile: values.dockerfile }, models, context);
  }
  const config = await configurationFor(values, model, context);
  const base = await layoutBase(baseImage ?? config.baseImage, context);
  const isForOthers = values['generate-dockerfile'] || values.output !== undefined;
  if (base !== undefined && isForOthers) refuseInDockerfile(base);
  return createPlan(
    {
      config,
      models,
      ...environmentRequest(values, context),
      modelLayout: values['model-layout'],
      upgrade: values.upgrade,
      ...(baseImage === undefined ? {} : { baseImage }),
      ...base,
    },
    { run, log, signal, python },
  );
}

/** What the call says of the environment. */
function environmentRequest(values: PlanValues, { settings }: StepContext) {
  const { requirements, 'environment-manager': manager, 'apt-packages': apt = [] } = values;
  const root = resolve(settings.workingDirectory, values['working-directory']);
  if (requirements === undefined) return { root, manager, apt };
  const path = resolve(settings.workingDirectory, requirements);
  return { root, manager, apt, requirements: { path, shownAs: requirements } };
}

/**
 * Writes the package folder. The Dockerfile with its context goes there too when it is asked for,
 * or into a folder of its own.
 */
export async function writePlanned(
  values: PlanValues,
  planned: { readonly created: CreatedPlan; readonly models: readonly StoredModel[] },
  context: StepContext,
): Promise<void> {
  const { created, models } = planned;
  const { settings, signal, log } = context;
  const { 'package-path': shownAs, output } = values;
  const folder = resolve(settings.workingDirectory, shownAs);
  const codeFile = (codePath: string) => join(folder, 'code', codePath);
  const apart = output === undefined ? undefined : await openOutput(output, context);
  await writePackage({
    ...created,
    folder,
    signal,
    ...(values['generate-dockerfile'] &&
      apart === undefined && {
        complete: (fresh: string) => {
          const at = { folder: fresh, codeFile: (path: string) => join(fresh, 'code', path) };
          return writeDockerfile({ created, models, ...at }, context);
        },
      }),
  });
  log.info(`Wrote the package ${shownAs} (plan ${planDigest(created.plan)}).`);
  if (apart !== undefined) await writeOutput({ created, models, codeFile }, apart, context);
}

/** What package-model tells of a package. */
export function planOutputs(packagePath: string, plan: Plan) {
  return {
    'package-path': packagePath,
    'plan-digest': planDigest(plan),
    'environment-digest': environmentDigest(plan.environment),
  };
}
