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
import type { NamedPath } from '../inputs/model.ts';
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
  const [model] = models;
  if (model === undefined || models.length > 1) throw notOneModel(models, context);
  return { files: filesOfVersion(model, context.signal), framework: model.framework };
}

/** The same for models that are not registered yet. */
export async function modelOnDisk(
  models: readonly NamedPath[],
  context: StepContext,
): Promise<NoCodeModel> {
  const [model] = models;
  if (model === undefined || models.length > 1) throw notOneModel(models, context);
  const entries = await listModelFiles(model.path, context.settings.workingDirectory);
  return { files: filesOnDisk(model.path, entries, context.signal), framework: undefined };
}

function notOneModel(
  models: readonly { readonly name: string }[],
  context: StepContext,
): InputError {
  const names = models.map(({ name }) => name).join(', ');
  const config = context.spell('inference-config');
  const message =
    models.length === 0
      ? `nothing says what the image serves; give ${context.spell('model')}, or ${config}`
      : `several models (${names}) cannot be served without an entry script; give ${config}`;
  return new InputError('BAD_INPUT', [{ message }]);
}
