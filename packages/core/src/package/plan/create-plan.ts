import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import { imagePaths, scoringPort } from '../../image/paths.ts';
import type { Log } from '../../log.ts';
import type { ModelVersion } from '../../model/types.ts';
import type { CodeSources } from '../code/code.ts';
import type { PipEnvironment } from '../environment/conda.ts';
import { baseLogin, chooseBase } from '../environment/choose-base.ts';
import type { BaseLogin } from '../environment/choose-base.ts';
import { parseConda } from '../environment/conda.ts';
import { readBaseDockerfile } from '../dockerfile/base-dockerfile.ts';
import { checkScriptName } from '../script/entry-script.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import type { Judge } from '../verdicts/judge-project.ts';
import { judgeOf } from '../verdicts/judge-project.ts';
import { withFurtherFaults } from './further-faults.ts';
import { checkModels, chooseLayout } from './model-layout.ts';
import type { LayoutChoice } from './model-layout.ts';
import { byName } from './parse-plan.ts';
import { planCode } from './plan-code.ts';
import type { PlannedCode } from './plan-code.ts';
import type { PlanCodeDeps } from './plan-code.ts';
import { planPatterns } from './plan-patterns.ts';
import type { Code, Environment, Plan } from './plan.ts';
import { environmentHash } from './plan.ts';

const defaultPythonVersion = '3.11';

export type PlanRequest = {
  readonly config: InferenceConfig;
  readonly models: readonly ModelVersion[];
  /** Wins over the configuration's own. */
  readonly baseImage?: string;
  /** Where the base image is, when it is in a layout folder: `dir:PATH@sha256:…`. */
  readonly baseLayout?: string;
  /** Debian packages for the environment. */
  readonly apt?: readonly string[];
  /** How models come to their versions' paths; `auto` where it is not said. */
  readonly modelLayout?: LayoutChoice;
  /** Code that is in the base image already; none of the configuration's is placed then. */
  readonly codeThere?: Code;
  /** Changes what cannot run any more in the plan, instead of refusing it. */
  readonly upgrade?: boolean;
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
};

/**
 * Decides all of an image from a checked configuration and model versions; builds nothing. All
 * faults that can be seen come in one InputError.
 */
export async function createPlan(request: PlanRequest, deps: PlanDeps): Promise<CreatedPlan> {
  return decide(request, deps).catch(async (failure: unknown) => {
    throw await withFurtherFaults(failure, request, deps);
  });
}

async function decide(request: PlanRequest, deps: PlanDeps): Promise<CreatedPlan> {
  const { config, models } = request;
  const choice = request.modelLayout ?? 'auto';
  const faults: Fault[] = [...checkModels(models, choice), ...notConsumed(request)];
  if (config.generatedScript === undefined && request.codeThere === undefined) {
    faults.push(...checkScriptName(config.entryScript.shownAs));
  }
  refuse('BAD_FILE', faults);
  const environment = environmentOf(
    request,
    await judgeOf({ ...request, assumedPython: defaultPythonVersion }, deps.log),
    deps.log,
  );
  const { listing, walks } = await codeFor(request, environment, deps);
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
    variables: variablesOf(config, models, code, deps.log),
    labels: labelsOf(config, models, environment),
    port: scoringPort,
  };
  const login = baseLogin(config);
  return { plan, sources, ...(login && { baseLogin: login }) };
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

/** Faults for settings that the plan cannot hold yet, so that none is dropped in silence. */
function notConsumed({ config, baseImage = config.baseImage }: PlanRequest): Fault[] {
  const { extraSteps, gpu, baseCondaEnvironment } = config;
  const place = { file: config.file };
  const faults: Fault[] = [];
  const refused = (what: string, remedy: string, where: Fault['place'] = place) =>
    faults.push({ message: `${what} is not supported yet; ${remedy}`, place: where });
  if (extraSteps !== undefined) {
    const remedy = 'put the steps into a base image of your own and name that as the base image';
    refused('a file of extra Dockerfile steps', remedy, extraSteps.place);
  }
  if (gpu !== undefined && baseImage === undefined) {
    refused('enableGpu', 'name a base image with CUDA and Python as baseImage');
  }
  if (baseCondaEnvironment !== undefined) {
    const remedy = 'list its packages in the conda file, or set userManagedDependencies';
    refused('baseCondaEnvironment', remedy);
  }
  return faults;
}
/** The base image when nothing names one: Python's own slim image in the version asked for. */
export function defaultBaseImage(pythonVersion: string = defaultPythonVersion): string {
  return `docker.io/library/python:${pythonVersion}-slim`;
}

function environmentOf(request: PlanRequest, judge: Judge, log: PlanDeps['log']): Environment {
  const { config } = request;
  const made =
    config.baseDockerfile === undefined || request.baseImage !== undefined
      ? undefined
      : readBaseDockerfile(config.baseDockerfile, log);
  const wanted = made?.baseImage ?? chooseBase(request, log);
  const faults = checkEnvironmentInputs(request, wanted);
  refuse('BAD_INPUT', faults);
  const python: PipEnvironment = config.userManaged
    ? { pip: [], notes: [], variables: {} }
    : parseConda(config.conda, log, (file) => judge(file, 'pip'));
  const { pythonVersion } = python;
  const { interpreterPath } = config;
  return {
    baseImage: wanted ?? defaultBaseImage(pythonVersion),
    platform: { os: 'linux', architecture: 'amd64' },
    pip: python.pip,
    apt: request.apt ?? [],
    ...(pythonVersion === undefined ? {} : { pythonVersion }),
    userManaged: config.userManaged,
    ...(interpreterPath === undefined ? {} : { interpreterPath }),
    ...(made === undefined ? {} : { baseDockerfile: made.text }),
    variables: byName(python.variables),
  };
}

function checkEnvironmentInputs(request: PlanRequest, baseImage: string | undefined): Fault[] {
  const { config, apt } = request;
  const place = { file: config.file };
  const faults: Fault[] = [];
  if (config.userManaged && baseImage === undefined) {
    const message =
      'userManagedDependencies needs a base image whose Python holds the scoring server; name it as docker.baseImage';
    faults.push({ message, place });
  }
  if (baseImage !== undefined && !planPatterns.image.test(baseImage)) {
    const message = `${JSON.stringify(baseImage)} is not an image reference; write HOST/NAME:TAG`;
    faults.push({ message, place: { ...place, key: 'baseImage' } });
  }
  const { interpreterPath } = config;
  if (interpreterPath !== undefined && !planPatterns.interpreter.test(interpreterPath)) {
    const message = `interpreterPath ${JSON.stringify(interpreterPath)} is not the path of a program; correct it`;
    faults.push({ message, place });
  }
  for (const name of (apt ?? []).filter((entry) => !planPatterns.apt.test(entry))) {
    const message = `${JSON.stringify(name)} is not the name of a Debian package; write name or name=version`;
    faults.push({ message });
  }
  return faults;
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
