import { resolve } from 'node:path';
import {
  compareEnvironments,
  renderChanges,
} from '@package-model/core/package/plan/compare-environments';
import type { CodeSources } from '@package-model/core/package/code/code';
import type { LockChange } from '@package-model/core/package/plan/compare-environments';
import { readPackage } from '@package-model/core/package/plan/package-folder';
import type { Environment } from '@package-model/core/package/plan/plan';
import { baseSource } from '../build-image/base-source.ts';
import { lookUpEnvironment } from '../build-image/look-up-environment.ts';
import { networkOf } from '../build-image/network.ts';
import { refreshEnvironment } from '../build-image/refresh-environment.ts';
import { chooseImage } from '../choose-image.ts';
import { openBuilder } from '../open-engine.ts';
import { openStores } from '../open-stores.ts';
import { modelOnDisk } from '../package-model/configuration.ts';
import { planFor } from '../package-model/run.ts';
import type { Outputs, StepContext } from '../step.ts';
import type { LockValues } from './inputs.ts';

/** Makes the environment anew, unless it is young enough, and tells what that changed. */
export async function runLock(values: LockValues, context: StepContext): Promise<Outputs> {
  using stores = await openStores(values['ca-certificates'], context);
  const { environment, baseLayout, ...folders } = await environmentOf(values, context);
  const image = chooseImage(values, undefined, context);
  const repository = stores.repositories.open(image.location);
  const lockFile = values['lock-file'];
  const maxAgeMs = values['environment-max-age'];
  const request = { environment, repository, lockFile, maxAgeMs };
  const found = await lookUpEnvironment(request, context);
  if (maxAgeMs !== undefined && found.pinned !== undefined) {
    context.log.info(`The environment of ${found.locked?.builtAt ?? ''} is young enough.`);
    return outputsOf(lockFile, `${repository.name}@${found.pinned.digest}`, false);
  }
  const base = { baseImage: environment.baseImage, baseLayout };
  const source = baseSource(values, base, { context, repositories: stores.repositories });
  const { digest, entry, changed } = await refreshEnvironment(
    { ...request, ...folders, network: networkOf(values, context) },
    found,
    { engine: await openBuilder(values, context), context, source },
  );
  const changes = compareEnvironments(found.locked, entry);
  const text = textOf(changes, changed, lockFile);
  context.answer({ name: 'changes', text, data: changes });
  return outputsOf(lockFile, `${repository.name}@${digest}`, changed);
}

function textOf(changes: readonly LockChange[], changed: boolean, lockFile: string): string {
  if (!changed) return `Nothing changed: ${lockFile} pins the same environment as before.`;
  if (changes.length > 0) return renderChanges(changes);
  return 'The base image and the packages of pip are the same; the image was built anew.';
}

function outputsOf(lockFile: string, image: string, changed: boolean): Outputs {
  return { 'lock-file': lockFile, 'environment-image': image, changed: String(changed) };
}

type Found = {
  readonly environment: Environment;
  readonly environmentSources: CodeSources;
  readonly baseLayout: string | undefined;
  readonly baseFolder?: string;
};

/** What the inference configuration or the model asks for; without both, what the package says. */
async function environmentOf(values: LockValues, context: StepContext): Promise<Found> {
  const { 'inference-config': config, 'model-path': model, 'package-path': folder } = values;
  if (config === undefined && model === undefined) {
    const path = resolve(context.settings.workingDirectory, folder);
    const { plan, baseFolder, environmentSources } = await readPackage(path, context.signal);
    const { environment, baseLayout } = plan;
    return { environment, environmentSources, baseLayout, baseFolder };
  }
  const rest = {
    'generate-dockerfile': false,
    'model-layout': 'auto',
    output: undefined,
    dockerfile: undefined,
    'replace-model-copy': false,
  } as const;
  // Only asked for without a configuration, and then there is a model.
  const name = values['model-name'] ?? '';
  const modelToServe = () => modelOnDisk([{ name, path: model ?? '' }], context);
  const created = await planFor({ ...values, ...rest }, [], context, modelToServe);
  const { environment, baseLayout } = created.plan;
  return { environment, environmentSources: created.environmentSources, baseLayout };
}
