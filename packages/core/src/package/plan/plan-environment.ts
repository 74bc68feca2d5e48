import path from 'node:path';
import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import { compareCodeUnits } from '../../canonical-json.ts';
import type { Log } from '../../log.ts';
import type { CodeListing, CodeSources } from '../code/code.ts';
import { readBaseDockerfile } from '../dockerfile/base-dockerfile.ts';
import { chooseBase } from '../environment/choose-base.ts';
import { joinContextFiles } from '../environment/context-files.ts';
import type { ContextFiles } from '../environment/context-files.ts';
import { readExtraSteps } from '../environment/extra-steps.ts';
import { gpuBase } from '../environment/gpu-base.ts';
import { choosePackages } from '../environment/packages.ts';
import type { ManagerChoice } from '../environment/manager-choices.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import type { FoundFile } from '../inference/inference-paths.ts';
import { byName } from './parse-plan.ts';
import { planPatterns } from './plan-patterns.ts';
import type { Code, Environment } from './plan.ts';
import type { Origins } from '../environment/origins.ts';
import type { PreparedPackages } from './prepare-packages.ts';

/** The Python of the default base image. */
export const defaultPythonVersion = '3.11';

/** The base image when nothing names one: Python's own slim image in the version asked for. */
export function defaultBaseImage(pythonVersion: string = defaultPythonVersion): string {
  return `docker.io/library/python:${pythonVersion}-slim`;
}

export type EnvironmentRequest = {
  readonly config: InferenceConfig;
  /** Wins over the configuration's own. */
  readonly baseImage?: string;
  /** Debian packages for the environment. */
  readonly apt?: readonly string[];
  /** Code that is in the base image already; none of the configuration's is placed then. */
  readonly codeThere?: Code;
  /** Changes what cannot run any more in the plan, instead of refusing it. */
  readonly upgrade?: boolean;
  /** What installs the packages; `auto` where it is not said. */
  readonly manager?: ManagerChoice;
  /** A requirements file in the place of a conda file. */
  readonly requirements?: FoundFile;
  /** Requirements and channels must be inside this folder; by default the configuration's. */
  readonly root?: string;
};

/** An environment and the files that its build context needs. */
export type PlannedEnvironment = {
  readonly environment: Environment;
  readonly context: ContextFiles;
  /** Where the steps of the base image's own Dockerfile stand. */
  readonly steps: Origins;
};

type Deps = { readonly log: Pick<Log, 'info' | 'warn'>; readonly signal: AbortSignal };

/** Decides base image and packages. Extra steps are only marked: they need the code's files. */
export async function planEnvironment(
  request: EnvironmentRequest,
  prepared: PreparedPackages,
  { log, signal }: Deps,
): Promise<PlannedEnvironment> {
  const { config, requirements, manager = 'auto' } = request;
  const made =
    config.baseDockerfile === undefined || request.baseImage !== undefined
      ? undefined
      : readBaseDockerfile(config.baseDockerfile, log);
  const named = made?.baseImage ?? chooseBase(request, log);
  const gpu = config.gpu === undefined ? undefined : gpuBase(config.gpu.cudaVersion);
  if (gpu !== undefined && named === undefined) log.info(gpu.why);
  const wanted = named ?? gpu?.image;
  refuse('BAD_INPUT', checkEnvironmentInputs(request, wanted));
  const packages = await choosePackages(
    {
      config,
      manager,
      ...(requirements === undefined ? {} : { requirements }),
      baseImage: wanted,
      ...(gpu === undefined ? {} : { cuda: gpu.cuda }),
      pythonVersion: defaultPythonVersion,
      judge: prepared.judge,
      root: request.root ?? path.dirname(config.entryScript.path),
      signal,
    },
    log,
  );
  const { context, pip, variables, pythonVersion, ...more } = packages;
  const { interpreterPath, extraSteps } = config;
  const environment: Environment = {
    baseImage: wanted ?? defaultBaseImage(pythonVersion),
    platform: { os: 'linux', architecture: 'amd64' },
    pip: config.userManaged ? prepared.extra : pip,
    apt: [...new Set(request.apt)].toSorted(compareCodeUnits),
    ...(pythonVersion === undefined ? {} : { pythonVersion }),
    userManaged: config.userManaged,
    ...(interpreterPath === undefined ? {} : { interpreterPath }),
    ...more,
    ...(made === undefined ? {} : { baseDockerfile: made.text }),
    ...(extraSteps === undefined ? {} : { extraSteps: '' }),
    variables: byName(variables),
  };
  return { environment: prepared.settle(environment), context, steps: made?.origins ?? {} };
}

/** The same environment with the extra steps and the code files that they copy. */
export function withExtraSteps(
  { environment: planned, context }: PlannedEnvironment,
  from: { readonly config: InferenceConfig; readonly listing: CodeListing },
): { readonly environment: Environment; readonly environmentSources: CodeSources } {
  const { extraSteps: _, ...environment } = planned;
  const { extraSteps } = from.config;
  const steps = extraSteps && readExtraSteps(extraSteps, from.listing);
  const all = steps === undefined ? context : joinContextFiles([context, steps.context]);
  return {
    environment: {
      ...environment,
      ...(steps === undefined ? {} : { extraSteps: steps.text }),
      ...(all.files.length === 0 ? {} : { files: all.files }),
    },
    environmentSources: all.sources,
  };
}

function checkEnvironmentInputs(
  request: EnvironmentRequest,
  baseImage: string | undefined,
): Fault[] {
  const { config, apt } = request;
  const place = { file: config.file };
  const faults: Fault[] = [];
  if (config.userManaged && baseImage === undefined) {
    const message =
      'userManagedDependencies needs a base image whose Python holds the scoring server; name it as docker.baseImage';
    faults.push({ message, place });
  }
  if (baseImage !== undefined && !planPatterns.image.test(baseImage)) {
    const hint = /^[./]/.test(baseImage)
      ? 'a folder with a Dockerfile is given as dockerfile: FOLDER/Dockerfile'
      : 'write HOST/NAME:TAG';
    const message = `${JSON.stringify(baseImage)} is not an image reference; ${hint}`;
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
