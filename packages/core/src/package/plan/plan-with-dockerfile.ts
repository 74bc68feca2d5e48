import path from 'node:path';
import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import { filesFolder } from '../../image/model-layout.ts';
import { imagePaths } from '../../image/paths.ts';
import type { OwnDockerfile } from '../dockerfile/own-dockerfile.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import { checkEntryScript } from '../script/entry-script.ts';
import { createPlan } from './create-plan.ts';
import type { CreatedPlan, PlanDeps, PlanRequest } from './create-plan.ts';
import { byName } from './parse-plan.ts';
import type { Code, Environment, ModelLink, Plan } from './plan.ts';
import { environmentHash } from './plan.ts';

export type DockerfilePlanRequest = Omit<PlanRequest, 'config' | 'baseImage' | 'codeThere'> & {
  readonly own: OwnDockerfile;
  /** Absent when the Dockerfile brings the code. */
  readonly config?: InferenceConfig;
};

/**
 * The plan of an image whose environment the user's own Dockerfile makes. Nothing is installed on
 * top of it; models go on top, and the code of the inference configuration where there is one.
 */
export async function createPlanWithDockerfile(
  request: DockerfilePlanRequest,
  deps: PlanDeps,
): Promise<CreatedPlan> {
  const { own, config: given, ...rest } = request;
  if (given?.conda !== undefined) {
    const line = `${own.file} makes the environment: the packages of the conda file are not installed`;
    deps.log.warn(line, { file: given.file });
  }
  const codeThere = given === undefined ? await codeOf(own, deps) : undefined;
  const { conda: _, baseDockerfile: __, ...kept } = given ?? configOf(own);
  const created = await createPlan(
    {
      ...rest,
      ...(codeThere === undefined ? {} : { codeThere }),
      config: { ...kept, userManaged: true },
      baseImage: own.baseImage,
    },
    deps,
  );
  return {
    ...created,
    plan: onDockerfile(created.plan, own, deps),
    baseSources: own.sources,
    origins: { ...created.origins, ...own.origins },
  };
}

/** The plan with the Dockerfile in its environment, and with what the Dockerfile decides. */
function onDockerfile(plan: Plan, own: OwnDockerfile, deps: Pick<PlanDeps, 'log'>): Plan {
  const environment: Environment = {
    ...plan.environment,
    baseDockerfile: own.text,
    ...(own.context.length === 0 ? {} : { baseContext: own.context }),
  };
  const links = linksOf(plan, own);
  const modelDir = keptModelDir(own, deps);
  const variables = modelDir === undefined ? {} : { AZUREML_MODEL_DIR: modelDir };
  return {
    ...plan,
    ...(links.length === 0 ? {} : { modelLinks: links }),
    environment,
    variables: byName({ ...plan.variables, ...variables }),
    labels: { ...plan.labels, 'io.package-model.environment': environmentHash(environment) },
  };
}

/** What stands for an inference configuration when the Dockerfile brings the code. */
function configOf(own: OwnDockerfile): InferenceConfig {
  return {
    file: own.file,
    entryScript: { path: own.file, shownAs: own.file },
    userManaged: true,
    environmentVariables: {},
  };
}

/** The code that the Dockerfile has copied; its entry script is looked at where it is at hand. */
async function codeOf(own: OwnDockerfile, { log }: PlanDeps): Promise<Code> {
  const written = own.variables.get('AZUREML_ENTRY_SCRIPT') ?? '';
  const inner = path.posix.relative(
    imagePaths.appRoot,
    path.posix.resolve(imagePaths.appRoot, written),
  );
  const faults: Fault[] = [];
  const place = { file: own.file };
  if (written === '') {
    const message =
      'the Dockerfile sets no AZUREML_ENTRY_SCRIPT and there is no inference configuration; add ENV AZUREML_ENTRY_SCRIPT=score.py, or name the configuration';
    faults.push({ message, place });
  } else if (inner === '' || inner.startsWith('..')) {
    const message = `AZUREML_ENTRY_SCRIPT=${written} is not below ${imagePaths.appRoot}; copy the script there`;
    faults.push({ message, place });
  }
  const target = path.posix.join(imagePaths.appRoot, inner);
  const copied = own.copied.find((file) => file.target === target);
  const source = copied === undefined ? undefined : own.sources.get(copied.source);
  if (copied !== undefined && source?.kind === 'file') {
    const shownAs = path.posix.join(path.dirname(own.file), copied.source);
    faults.push(...(await checkEntryScript({ path: source.path, shownAs }, log)));
  }
  refuse('BAD_FILE', faults);
  const directory = own.variables.get('AZUREML_SOURCE_DIRECTORY') ?? '';
  return { directory, entryScript: inner, files: [] };
}

/** Where the replaced copies went, with links to the files of the layers. */
function linksOf(plan: Plan, own: OwnDockerfile): ModelLink[] {
  const layout = plan.modelLayout?.kind ?? 'linked';
  return own.replaced.flatMap(({ model: name, inner, target }) => {
    const model = plan.models.find((candidate) => candidate.name === name);
    if (model === undefined) return [];
    return [{ path: target.slice(1), target: `/${filesFolder(model, layout)}/${inner}` }];
  });
}

/** The Dockerfile's own AZUREML_MODEL_DIR, where it has files there; undefined when ours is used. */
function keptModelDir(own: OwnDockerfile, { log }: Pick<PlanDeps, 'log'>): string | undefined {
  const written = own.variables.get('AZUREML_MODEL_DIR');
  if (written === undefined || written === '') return undefined;
  const folder = path.posix.resolve(imagePaths.appRoot, written);
  const there = [...own.copied, ...own.replaced].some(({ target }) =>
    target.startsWith(`${folder}/`),
  );
  if (there) return written;
  log.info(
    `${own.file} sets AZUREML_MODEL_DIR=${written} but copies nothing there: it becomes the folder of the registered models.`,
  );
  return undefined;
}
