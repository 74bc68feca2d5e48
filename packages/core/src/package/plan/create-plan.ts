import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import { imagePaths, scoringPort } from '../../image/paths.ts';
import type { Log } from '../../log.ts';
import type { ModelVersion } from '../../model/types.ts';
import type { CodeSources } from '../code/code.ts';
import { baseLogin } from '../environment/choose-base.ts';
import type { BaseLogin } from '../environment/choose-base.ts';
import { checkScriptName } from '../script/entry-script.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import type { Origins } from '../environment/origins.ts';
import { preparePackages } from './prepare-packages.ts';
import type { PreparedPackages } from './prepare-packages.ts';
import { withFurtherFaults } from './further-faults.ts';
import { checkModels, chooseLayout } from './model-layout.ts';
import type { LayoutChoice } from './model-layout.ts';
import { byName } from './parse-plan.ts';
import { planCode } from './plan-code.ts';
import type { PlannedCode } from './plan-code.ts';
import type { PlanCodeDeps } from './plan-code.ts';
import { defaultPythonVersion, planEnvironment, withExtraSteps } from './plan-environment.ts';
import type { EnvironmentRequest, PlannedEnvironment } from './plan-environment.ts';
import type { Code, Environment, Plan } from './plan.ts';
import { environmentHash } from './plan.ts';

export { defaultBaseImage } from './plan-environment.ts';

export type PlanRequest = EnvironmentRequest & {
  readonly models: readonly ModelVersion[];
  /** Where the base image is, when it is in a layout folder: `dir:PATH@sha256:…`. */
  readonly baseLayout?: string;
  /** How models come to their versions' paths; `auto` where it is not said. */
  readonly modelLayout?: LayoutChoice;
};

export type PlanDeps = PlanCodeDeps;

/** A plan and where the bytes of its code files come from. */
export type CreatedPlan = {
  readonly plan: Plan;
  readonly sources: CodeSources;
  /** Where the files of the base image's own Dockerfile come from. */
  readonly baseSources?: CodeSources;
  /** For the base image's registry; no part of the plan, which is written down. */
  readonly baseLogin?: BaseLogin;
  /** Where the files of the environment's build context come from. */
  readonly environmentSources: CodeSources;
  /** Where requirement lines and steps of a Dockerfile were written. */
  readonly origins?: Origins;
};

/**
 * Decides all of an image from a checked configuration and model versions; builds nothing. All
 * faults that can be seen come in one InputError.
 */
export async function createPlan(request: PlanRequest, deps: PlanDeps): Promise<CreatedPlan> {
  return decide(request, deps).catch(async (failure: unknown) => {
    const judged = { ...request, assumedPython: defaultPythonVersion };
    throw await withFurtherFaults(failure, judged, deps);
  });
}

async function decide(request: PlanRequest, deps: PlanDeps): Promise<CreatedPlan> {
  const { config, models } = request;
  const choice = request.modelLayout ?? 'auto';
  const faults: Fault[] = [...checkModels(models, choice)];
  if (config.generatedScript === undefined && request.codeThere === undefined) {
    faults.push(...checkScriptName(config.entryScript.shownAs));
  }
  refuse('BAD_FILE', faults);
  const packages = await preparePackages(
    { ...request, assumedPython: defaultPythonVersion },
    deps.log,
  );
  const planned = await planEnvironment(request, packages, deps);
  const { listing, walks } = await codeFor(request, planned.environment, deps);
  const { environment, environmentSources } = withExtraSteps(planned, { config, listing });
  const { code, sources } = listing;
  warnServerFiles(code, deps.log);
  const modelLayout = chooseLayout({ choice, models, walks });
  const plan: Plan = {
    schemaVersion: 1,
    models: models.map(({ name, version, reference, layers }) => ({
      name,
      version,
      reference,
      layers,
    })),
    ...(modelLayout === undefined ? {} : { modelLayout }),
    ...(request.baseLayout === undefined ? {} : { baseLayout: request.baseLayout }),
    environment,
    code,
    variables: variablesOf(packages.config, models, code, deps.log),
    labels: labelsOf(config, models, environment),
    port: scoringPort,
  };
  const login = baseLogin(config);
  return {
    plan,
    sources,
    environmentSources,
    ...originsIn(packages, planned),
    ...(login && { baseLogin: login }),
  };
}

function originsIn(packages: PreparedPackages, { steps }: PlannedEnvironment) {
  const origins = { ...packages.origins().origins, ...steps };
  return Object.keys(origins).length === 0 ? {} : { origins };
}

async function codeFor(
  { config, models, codeThere, modelLayout = 'auto' }: PlanRequest,
  environment: Environment,
  deps: PlanDeps,
): Promise<PlannedCode> {
  if (codeThere === undefined) {
    return planCode({ config, models, environment, layout: modelLayout }, deps);
  }
  return { listing: { code: codeThere, sources: new Map() }, walks: [] };
}

function variablesOf(
  config: InferenceConfig,
  models: readonly ModelVersion[],
  code: Code,
  log: Pick<Log, 'warn'>,
): Record<string, string> {
  const [first, ...others] = models;
  const modelDir =
    first === undefined || others.length > 0
      ? imagePaths.azuremlModels
      : `${imagePaths.azuremlModels}/${first.name}/${first.version}`;
  const ours: Record<string, string> = {
    AML_APP_ROOT: imagePaths.appRoot,
    AZUREML_ENTRY_SCRIPT: code.entryScript,
    AZUREML_MODEL_DIR: modelDir,
    ...(code.directory === '' ? {} : { AZUREML_SOURCE_DIRECTORY: code.directory }),
    ...(first === undefined ? {} : { SERVICE_NAME: first.name }),
  };
  const version =
    first === undefined || others.length > 0 ? {} : { SERVICE_VERSION: first.version };
  const names = Object.keys(config.environmentVariables);
  for (const name of names.filter((entry) => Object.hasOwn(ours, entry))) {
    const line = `environmentVariables sets ${name}, which the image itself sets to ${ours[name] ?? ''}; yours is ignored`;
    log.warn(line, { file: config.file, key: `environment.environmentVariables.${name}` });
  }
  return byName({ ...version, ...config.environmentVariables, ...ours });
}

function labelsOf(
  config: InferenceConfig,
  models: readonly ModelVersion[],
  environment: Environment,
): Record<string, string> {
  const description = config.description
    ?.replaceAll(/[\p{Cc}\p{Surrogate}\u2028\u2029]+/gu, ' ')
    .trim();
  return byName({
    ...(models.length === 0
      ? {}
      : { 'io.package-model.model': models.map((model) => model.id).join(',') }),
    'io.package-model.environment': environmentHash(environment),
    ...(description ? { 'org.opencontainers.image.description': description } : {}),
  });
}

function warnServerFiles(code: Code, log: Pick<Log, 'warn'>): void {
  const folder = code.entryScript.slice(0, code.entryScript.lastIndexOf('/') + 1);
  for (const name of ['config.json', 'logging.json']) {
    if (!code.files.some((file) => file.path === `${folder}${name}`)) continue;
    const line = `${folder}${name} lies beside the entry script: the scoring server reads it as its own settings; rename it if it is not meant so`;
    log.warn(line);
  }
}
