import { resolve } from 'node:path';
import { InputError } from '@package-model/core/errors';
import type { ModelFramework } from '@package-model/core/model/framework';
import { listModelFiles } from '@package-model/core/model/list-files';
import type { StoredModel } from '@package-model/core/model/types';
import { readInferenceConfig } from '@package-model/core/package/inference/inference-config';
import type { InferenceConfig } from '@package-model/core/package/inference/inference-config';
import { generateService } from '@package-model/core/package/no-code/generate-service';
import { filesOfVersion, filesOnDisk } from '@package-model/core/package/no-code/model-files';
import type { ModelFiles } from '@package-model/core/package/no-code/model-files';
import { frameworkOf } from '../inputs/model.ts';
import type { StepContext } from '../step.ts';
import type { PackageModelValues } from './inputs.ts';

/** A model to be served without an entry script. */
export type NoCodeModel = {
  readonly files: ModelFiles;
  /** As it was registered. */
  readonly framework: ModelFramework | undefined;
};

type ConfigurationValues = Pick<
  PackageModelValues,
  'inference-config' | 'working-directory' | 'model-framework' | 'model-framework-version'
>;

/** The inference configuration that is named; without one it is generated for the model. */
export async function configurationFor(
  values: ConfigurationValues,
  model: () => Promise<NoCodeModel>,
  context: StepContext,
): Promise<InferenceConfig> {
  const { settings, log } = context;
  const shownAs = values['inference-config'];
  if (shownAs !== undefined) {
    const workingDirectory = resolve(settings.workingDirectory, values['working-directory']);
    const path = resolve(settings.workingDirectory, shownAs);
    return readInferenceConfig(path, shownAs, { workingDirectory, log });
  }
  const { files, framework } = await model();
  return generateService(files, chosenFramework(frameworkOf(values), framework), {
    log,
    spell: (name) => context.spell(name),
  });
}

/** What was said now wins; the version it was registered with is taken where it fits. */
function chosenFramework(
  named: ModelFramework | undefined,
  registered: ModelFramework | undefined,
): ModelFramework | undefined {
  if (named === undefined) return registered;
  const isSame = named.version === undefined && named.name === registered?.name;
  return isSame ? registered : named;
}

/** The one registered model; BAD_INPUT for several, as a generated script serves one. */
export function onlyModel(models: readonly StoredModel[], context: StepContext): NoCodeModel {
  const [model, ...others] = models;
  if (model === undefined || others.length > 0) {
    const ids = models.map(({ id }) => id).join(', ');
    const message = `several models (${ids}) cannot be served without an entry script; give ${context.spell('inference-config')}`;
    throw new InputError('BAD_INPUT', [{ message }]);
  }
  return { files: filesOfVersion(model, context.signal), framework: model.framework };
}

/** A model that is not registered yet. */
export async function modelOnDisk(modelPath: string, context: StepContext): Promise<NoCodeModel> {
  const entries = await listModelFiles(modelPath, context.settings.workingDirectory);
  return { files: filesOnDisk(modelPath, entries, context.signal), framework: undefined };
}
