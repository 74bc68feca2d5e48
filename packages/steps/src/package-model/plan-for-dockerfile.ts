import { resolve } from 'node:path';
import type { Fault } from '@package-model/core/errors';
import { refuse } from '@package-model/core/errors';
import type { StoredModel } from '@package-model/core/model/types';
import { readOwnDockerfile } from '@package-model/core/package/dockerfile/own-dockerfile';
import { readInferenceConfig } from '@package-model/core/package/inference/inference-config';
import type { CreatedPlan } from '@package-model/core/package/plan/create-plan';
import { createPlanWithDockerfile } from '@package-model/core/package/plan/plan-with-dockerfile';
import { hostPython } from '@package-model/core/package/script/python';
import type { StepContext } from '../step.ts';
import type { PackageModelValues } from './inputs.ts';
import type { PlanContext } from './plan-context.ts';

type DockerfileValues = Pick<
  PackageModelValues,
  'inference-config' | 'working-directory' | 'base-image' | 'model-layout' | 'replace-model-copy'
> & { readonly dockerfile: string };

/** The plan for models on top of the user's own Dockerfile; nothing is written. */
export async function planForDockerfile(
  values: DockerfileValues,
  models: readonly StoredModel[],
  context: PlanContext,
): Promise<CreatedPlan> {
  const { settings, log, run, signal, python = hostPython(run, signal) } = context;
  refuse('BAD_INPUT', contradictions(values, context));
  const at = (path: string) => resolve(settings.workingDirectory, path);
  const { dockerfile: shownAs, 'inference-config': configFile } = values;
  const own = await readOwnDockerfile(at(shownAs), shownAs, {
    log,
    run,
    signal,
    ...(values['replace-model-copy'] && { replaceCopiesOf: models }),
  });
  const workingDirectory = at(values['working-directory']);
  const config =
    configFile === undefined
      ? undefined
      : await readInferenceConfig(at(configFile), configFile, { workingDirectory, log });
  return createPlanWithDockerfile(
    {
      own,
      models,
      modelLayout: values['model-layout'],
      ...(config === undefined ? {} : { config }),
    },
    { run, log, signal, python },
  );
}

function contradictions(values: DockerfileValues, context: StepContext): Fault[] {
  if (values['base-image'] === undefined) return [];
  const message = `${context.spell('dockerfile')} makes the base image itself; leave ${context.spell('base-image')} out`;
  return [{ message, place: { key: context.spell('base-image') } }];
}
