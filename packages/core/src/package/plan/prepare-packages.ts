import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { CondaFile } from '../environment/conda-file.ts';
import { readExtensions } from '../environment/extensions.ts';
import type { Extensions } from '../environment/extensions.ts';
import type { Origins } from '../environment/origins.ts';
import { originsOf } from '../environment/origins.ts';
import { isPrebuiltName, onPrebuilt } from '../environment/prebuilt.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import type { Judge, JudgedRequest } from '../verdicts/judge-project.ts';
import { judgeOf } from '../verdicts/judge-project.ts';
import type { Environment } from './plan.ts';

/** What is known of an environment's packages before anybody is chosen to install them. */
export type PreparedPackages = {
  /** The configuration without the variables that have been understood. */
  readonly config: InferenceConfig;
  /** Completes and judges the conda file. */
  readonly judge: Judge;
  /** What is installed into a Python of the base image's own. */
  readonly extra: readonly string[];
  /** Says where the packages go when the base image has a Python or a server of its own. */
  settle(environment: Environment): Environment;
  /** Where the lines stand that have been judged. */
  origins(): { readonly origins?: Origins };
};

export type PrepareRequest = JudgedRequest & { readonly config: InferenceConfig };

/** Reads the extension variables and makes the judge. BAD_FILE when only the variables are wrong. */
export async function preparePackages(
  request: PrepareRequest,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<PreparedPackages> {
  const { config } = request;
  const extensions = await extensionsOf(request, log);
  if (config.userManaged) refuse('BAD_FILE', extensions.faults);
  const judge = await judgeOf(request, log);
  let origins: Origins = Object.fromEntries(
    extensions.requirements.map(({ text, place }) => [text, `${place?.file}:${place?.line}`]),
  );
  return {
    config: { ...config, environmentVariables: extensions.variables },
    judge(file, condaPackages) {
      const judged = judge(withExtensions(file, extensions), condaPackages);
      origins = originsOf(judged);
      return judged;
    },
    extra: extensions.requirements.map(({ text }) => text),
    settle: (environment) => settle(environment, (line) => !Object.hasOwn(origins, line)),
    origins: () => (Object.keys(origins).length === 0 ? {} : { origins }),
  };
}

function settle(environment: Environment, isAdded: (line: string) => boolean): Environment {
  const { conda, manager = 'pip', userManaged, interpreterPath: own = 'python' } = environment;
  if (conda === undefined && manager === 'pip' && isPrebuiltName(environment.baseImage)) {
    return onPrebuilt(environment, { python: own }, isAdded);
  }
  return userManaged && environment.pip.length > 0
    ? { ...environment, installInto: own }
    : environment;
}

async function extensionsOf(
  { config, codeThere }: PrepareRequest,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<Extensions> {
  const { environmentVariables: variables, sourceDirectory } = config;
  if (config.generatedScript !== undefined || codeThere !== undefined) {
    return { requirements: [], variables, faults: [] };
  }
  const { file, entryScript } = config;
  return readExtensions(
    {
      variables,
      file,
      entryScript: entryScript.path,
      ...(sourceDirectory === undefined ? {} : { sourceDirectory }),
    },
    log,
  );
}

function withExtensions(file: CondaFile, { requirements, faults }: Extensions): CondaFile {
  return {
    ...file,
    pip: [...file.pip, ...requirements],
    faults: [...file.faults, ...faults],
  };
}
