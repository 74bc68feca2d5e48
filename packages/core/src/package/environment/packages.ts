import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { FoundFile } from '../inference/inference-paths.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import type { Environment, EnvironmentManager } from '../plan/plan.ts';
import type { PipEnvironment } from './conda.ts';
import { pipEnvironment } from './conda.ts';
import { condaEnvironment } from './conda-environment.ts';
import type { CondaFile } from './conda-file.ts';
import { plainCondaFile, readCondaFile } from './conda-file.ts';
import type { ContextFiles } from './context-files.ts';
import { noContextFiles } from './context-files.ts';
import type { Judge } from '../verdicts/judge-project.ts';
import type { ManagerChoice } from './manager-choices.ts';
import { chooseManager, isCondaManager } from './environment-manager.ts';
import { readRequirements } from './requirements-file.ts';

/** The packages of an environment: who installs which, and the files that this needs. */
export type Packages = Pick<PipEnvironment, 'pip' | 'variables' | 'pythonVersion'> &
  Pick<Environment, 'conda' | 'constraints' | 'manager'> & { readonly context: ContextFiles };

export type PackagesRequest = {
  readonly config: InferenceConfig;
  readonly manager: ManagerChoice;
  /** A requirements file in the place of a conda file. */
  readonly requirements?: FoundFile;
  /** The base image, where one is named. */
  readonly baseImage: string | undefined;
  /** CUDA of the base image, where a GPU is asked for. */
  readonly cuda?: string;
  /** Python for conda environments that name none. */
  readonly pythonVersion: string;
  /** Finds what nothing present can give, for whoever installs the conda packages. */
  readonly judge?: Judge;
  /** Files outside this folder are refused. */
  readonly root: string;
  readonly signal: AbortSignal;
};

const nothing: Packages = { pip: [], variables: {}, context: noContextFiles };

/** Decides what is installed and by whom; says why. InputError with all that is wrong. */
export async function choosePackages(
  request: PackagesRequest,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<Packages> {
  const { config } = request;
  refuse('BAD_INPUT', checkRequest(request));
  if (config.userManaged) return nothing;
  const requirements =
    request.requirements && (await readRequirements(request.requirements, request));
  const read = config.conda === undefined ? undefined : readCondaFile(config.conda, log);
  const manager = managerOf(request, read, log);
  const constraints = requirements?.constraints ?? [];
  const common = {
    ...(manager === 'pip' ? {} : { manager }),
    ...(constraints.length === 0 ? {} : { constraints }),
  };
  const { judge = (file: CondaFile) => file } = request;
  const isConda = isCondaManager(manager);
  const asked = read ?? plainCondaFile(requirements?.lines ?? []);
  const file = judge(asked, isConda ? 'conda' : 'pip');
  if (isConda) {
    const { baseCondaEnvironment: base } = config;
    const made = await condaEnvironment(
      { ...request, file, ...(base === undefined ? {} : { base }) },
      log,
    );
    const { pip, variables, context } = made;
    return { ...common, pip, variables, conda: made.conda, context };
  }
  const { pip, variables, pythonVersion } = pipEnvironment(file, log);
  const version = pythonVersion === undefined ? {} : { pythonVersion };
  return { ...common, pip, variables, ...version, context: noContextFiles };
}

function managerOf(
  { manager, config, baseImage, cuda }: PackagesRequest,
  file: CondaFile | undefined,
  log: Pick<Log, 'info'>,
): EnvironmentManager {
  if (manager !== 'auto') return manager;
  if (file === undefined) return 'pip';
  if (cuda !== undefined && config.baseImage === undefined) {
    log.info(
      'The environment is made by conda: the GPU base image brings conda and no Python of ours.',
    );
    return 'conda';
  }
  const baseEnvironment = config.baseCondaEnvironment;
  const chosen = chooseManager({ file, baseImage, baseEnvironment });
  log.info(`The environment is made by ${chosen.manager}: ${chosen.why}.`);
  return chosen.manager;
}

function checkRequest({ config, manager, requirements }: PackagesRequest): Fault[] {
  const faults: Fault[] = [];
  const place = { file: config.file };
  if (requirements !== undefined && config.conda !== undefined) {
    const message = `the configuration has a conda environment (${config.conda.config.file}) and requirements names ${requirements.shownAs}; leave one of them out, or move the lines to the conda file's pip section`;
    faults.push({ message, place });
  }
  if (config.userManaged && (requirements !== undefined || manager !== 'auto')) {
    const name = requirements === undefined ? 'environment-manager' : 'requirements';
    const message = `userManagedDependencies uses the base image's Python as it is, so nothing is installed; leave out ${name}, or set it to false`;
    faults.push({ message, place });
  }
  const base = config.baseCondaEnvironment;
  if (base !== undefined && manager !== 'auto' && manager !== 'conda') {
    const message = `baseCondaEnvironment ${base} can only be copied by conda; leave out environment-manager, or set it to conda`;
    faults.push({ message, place });
  }
  return faults;
}
