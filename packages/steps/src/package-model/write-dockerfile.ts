import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeLayer, linksLayer } from '@package-model/core/image/small-layers';
import { serverUser } from '@package-model/core/image/paths';
import type { StoredModel } from '@package-model/core/model/types';
import { hexOf } from '@package-model/core/oci/digest';
import { checkRendered } from '@package-model/core/package/dockerfile/check-rendered';
import { renderDockerfile } from '@package-model/core/package/dockerfile/dockerfile';
import { readDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { stepsOf, userOfBase } from '@package-model/core/package/dockerfile/dockerfile-steps';
import { writeContext } from '@package-model/core/package/environment/write-context';
import type { CreatedPlan } from '@package-model/core/package/plan/create-plan';
import { copyContextFiles, writeBase } from '@package-model/core/package/plan/package-folder';
import type { Environment, Plan } from '@package-model/core/package/plan/plan';
import { ownBaseName } from '../build-image/build-own-base.ts';
import type { StepContext } from '../step.ts';
import { configMapFile, renderConfigMap, renderReadme } from './dockerfile-readme.ts';
import { placeModel, writeTar } from './place-model.ts';

export type DockerfileContent = {
  readonly created: CreatedPlan;
  readonly models: readonly StoredModel[];
  /** The absolute file of a code path of the plan. */
  readonly codeFile: (codePath: string) => string;
  readonly folder: string;
};

const LINKS = 'layers/links.tar';
const CODE = 'layers/code.tar';

/**
 * Completes a folder to one that plain `docker build` takes: the Dockerfile, the layers as tars, a
 * README with the commands, and model_config_map.json. Tars, and no tree of files, as they keep
 * modes, owners and links whatever folder and umask they are unpacked under.
 */
export async function writeDockerfile(
  content: DockerfileContent,
  context: StepContext,
): Promise<void> {
  const { created, folder, models } = content;
  const { plan } = created;
  const { signal } = context;
  const layout = plan.modelLayout?.kind ?? 'linked';
  const modelTars: string[] = [];
  for (const model of models) {
    for (const layer of model.layers) {
      const version = layout === 'copied' ? `${model.version}/` : '';
      const path = `models/${version}${hexOf(layer.digest)}.tar`;
      modelTars.push(path);
      await placeModel(model, layer, { target: join(folder, path), layout, context });
    }
  }
  const links = linksLayer(plan.models, new Map(), { layout, others: plan.modelLinks ?? [] });
  await writeTar(links, join(folder, LINKS), signal);
  const files = plan.code.files.map((file) => ({ ...file, source: content.codeFile(file.path) }));
  await writeTar(codeLayer(files, new Map()), join(folder, CODE), signal);
  const environment = onOwnBase(plan.environment);
  const text = renderDockerfile(
    { ...plan, environment },
    {
      secrets: { kind: 'none' },
      modelTars,
      linksTar: LINKS,
      codeTar: CODE,
      user: serverUser(userOf(plan.environment)),
    },
  );
  checkRendered(text, { from: [environment.baseImage] });
  await writeFile(join(folder, 'Dockerfile'), text);
  await writeFile(join(folder, '.dockerignore'), 'base\ncode\n');
  await writeFile(join(folder, configMapFile), renderConfigMap(plan));
  await writeFile(join(folder, 'README.md'), renderReadme(plan, environment.baseImage));
}

/** Writes what a folder needs that is no package: requirements and the base's own Dockerfile. */
export async function writeEnvironmentFiles(
  created: CreatedPlan,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const { environmentSources: sources } = created;
  await writeContext(created.plan.environment, folder);
  await copyContextFiles(created.plan.environment, { sources, folder }, signal);
  await writeBase({ ...created, signal }, join(folder, 'base'));
}

function onOwnBase(environment: Environment): Environment {
  if (environment.baseDockerfile === undefined) return environment;
  return { ...environment, baseImage: ownBaseName(environment) };
}

/** The user of the base image, as far as its Dockerfile or its name tell. */
function userOf({ baseDockerfile, baseImage }: Plan['environment']): string | undefined {
  if (baseDockerfile === undefined) return userOfBase(baseImage);
  return stepsOf(readDockerfile(baseDockerfile)).last.user;
}
