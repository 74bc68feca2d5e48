import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ModelFramework } from '../../model/framework.ts';
import type { CondaSource } from '../environment/conda.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import { mlflowEnvironment } from './mlflow-environment.ts';
import { mlflowScript } from './mlflow-script.ts';
import type { ModelFiles } from './model-files.ts';
import { onnxScript } from './onnx-script.ts';
import { condaOf, requirementsOf } from './requirements.ts';
import { scikitLearnScript } from './scikit-learn-script.ts';
import { findServedModel } from './served-model.ts';
import type { ServedModel, Spell } from './served-model.ts';
import { tensorflowScript } from './tensorflow-script.ts';

export type ServiceDeps = {
  readonly log: Pick<Log, 'info'>;
  /** An input's name as the user's surface spells it. */
  readonly spell: Spell;
};

const ENTRY_SCRIPT = 'score.py';

/**
 * The inference configuration of a model that needs none: a generated entry script, and the
 * environment that the framework or the MLflow folder asks for. BAD_INPUT names both ways out where
 * the model is of no such kind.
 */
export async function generateService(
  files: ModelFiles,
  framework: ModelFramework | undefined,
  deps: ServiceDeps,
): Promise<InferenceConfig> {
  const found = findServedModel(files, framework, deps.spell);
  if ('fault' in found) refuse('BAD_INPUT', [found.fault]);
  if (!('model' in found)) throw new TypeError('a model without fault was not found');
  const { model } = found;
  deps.log.info(
    `No inference configuration: ${ENTRY_SCRIPT} is generated for the ${model.kind} model ${model.path}.`,
  );
  return {
    file: files.shownAs,
    entryScript: { path: ENTRY_SCRIPT, shownAs: ENTRY_SCRIPT },
    generatedScript: scriptOf(model),
    conda: await environmentOf(model, files, deps.log),
    userManaged: false,
    environmentVariables: {},
  };
}

const scripts: Record<ServedModel['kind'], string> = {
  'scikit-learn': scikitLearnScript,
  onnx: onnxScript,
  tensorflow: tensorflowScript,
  mlflow: mlflowScript,
};

/** The script for a model, with its path as a Python text: JSON's escapes mean the same there. */
function scriptOf(model: ServedModel): string {
  const line = `MODEL_PATH = ${JSON.stringify(model.path)}`;
  return scripts[model.kind].replace('MODEL_PATH = ""', () => line);
}

async function environmentOf(
  model: ServedModel,
  files: ModelFiles,
  log: ServiceDeps['log'],
): Promise<CondaSource> {
  if (model.kind === 'mlflow') return mlflowEnvironment(files, model.path, log);
  return condaOf(requirementsOf(model), `model-framework ${model.kind}`);
}
