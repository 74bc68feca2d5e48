import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, EngineImage } from '@package-model/core/engine/engine';
import type { PythonProbe } from '@package-model/core/engine/python-probe';
import { downloadWheels } from '@package-model/core/engine/wheels';
import { InputError } from '@package-model/core/errors';
import { serverUser } from '@package-model/core/image/paths';
import { renderEnvironment } from '@package-model/core/package/dockerfile/dockerfile';
import { checkRendered } from '@package-model/core/package/dockerfile/check-rendered';
import type { CodeSources } from '@package-model/core/package/code/code';
import {
  secretIds,
  uvRequirement,
} from '@package-model/core/package/environment/environment-steps';
import type { BuildSecrets } from '@package-model/core/package/environment/environment-steps';
import { copyContextFiles } from '@package-model/core/package/plan/package-folder';
import { writeContext } from '@package-model/core/package/environment/write-context';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { NetworkSettings } from '@package-model/core/settings';
import type { StepContext } from '../step.ts';
import { checkManager } from './check-manager.ts';
import type { Origins } from '@package-model/core/package/environment/origins';
import { checkConflicts, conflictIn } from './check-conflicts.ts';
import { buildSecrets } from './network.ts';

export type BuildDeps = {
  /** Where the files of the build context come from. */
  readonly environmentSources: CodeSources;
  readonly engine: Engine;
  readonly network: NetworkSettings;
  readonly context: StepContext;
  /** Asks for the base image again and builds each step, whatever the engine has kept. */
  readonly anew?: true;
  /** Where requirement lines were written, for messages. */
  readonly origins?: Origins;
};

/**
 * Builds the environment image into the engine under `tag`; gives the name to save it by. With
 * nothing to install the base image itself is the environment.
 */
export async function buildEnvironment(
  environment: Environment,
  base: EngineImage,
  tag: string,
  deps: BuildDeps,
): Promise<string> {
  if (addsNothing(environment)) return environment.baseImage;
  const { engine, context } = deps;
  const { signal, settings, log } = context;
  const python = await checkManager(environment, deps);
  const needsWheels = await downloadsWheels(environment, deps);
  // Downloading resolves the same list with the same pip: a dry run before it would say no more.
  if (python !== undefined && !needsWheels) await checkConflicts(environment, python, deps);
  const folder = await mkdtemp(join(settings.temporaryDirectory, 'environment-'));
  try {
    await writeContext(environment, folder);
    await copyContextFiles(environment, { sources: deps.environmentSources, folder }, signal);
    const secrets = secretsFor(environment, deps.network);
    const chosen = await chooseSecrets(environment, python, { folder, deps });
    const user = serverUser(base.config.User);
    const rendered = renderEnvironment(environment, { secrets: chosen, user });
    checkRendered(rendered, { from: [environment.baseImage] });
    await writeFile(join(folder, 'Dockerfile'), rendered);
    log.info(`Building the environment image from ${environment.baseImage}.`);
    await engine.build(
      {
        contextFolder: folder,
        dockerfile: 'Dockerfile',
        tag,
        secrets: chosen.kind === 'buildkit' ? secrets : [],
        ...(deps.anew && { cache: 'none' as const }),
        onLine: (line) => log.debug(line),
      },
      signal,
    );
    return tag;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The secrets that the environment's steps mount. */
function secretsFor({ manager, conda }: Environment, network: NetworkSettings) {
  return buildSecrets(network).filter(
    ({ id }) =>
      (id !== secretIds.uvConfig || manager === 'uv') &&
      (id !== secretIds.condaConfig || conda !== undefined),
  );
}

function addsNothing({ pip, apt, conda, extraSteps, variables }: Environment): boolean {
  const installs = pip.length + apt.length > 0 || conda !== undefined || extraSteps !== undefined;
  return !installs && Object.keys(variables).length === 0;
}

/** True where the builder cannot be given secrets that pip needs, and nothing else is in the way. */
async function downloadsWheels(environment: Environment, deps: BuildDeps): Promise<boolean> {
  const { pip, conda, installInto } = environment;
  if (pip.length === 0 || conda !== undefined || installInto !== undefined) return false;
  if (secretsFor(environment, deps.network).length === 0) return false;
  return (await deps.engine.builder(deps.context.signal)) === 'classic';
}

/** Secrets and caches by BuildKit; wheels fetched beforehand for the classic builder. */
async function chooseSecrets(
  environment: Environment,
  python: PythonProbe | undefined,
  how: { readonly folder: string; readonly deps: BuildDeps },
): Promise<BuildSecrets> {
  const { engine, network, context } = how.deps;
  const secrets = secretsFor(environment, network);
  const builder = await engine.builder(context.signal);
  if (builder !== 'classic') return { kind: 'buildkit', ids: secrets.map((secret) => secret.id) };
  if (secrets.length === 0 || environment.pip.length === 0) return { kind: 'none' };
  if (environment.conda !== undefined || python === undefined) {
    const message = `the packages of ${environment.manager ?? 'pip'} need certificates or a package index, which this engine's classic builder cannot be given; install docker's buildx plugin, or set ${context.spell('environment-manager')} to pip`;
    throw new InputError('BAD_INPUT', [{ message }]);
  }
  await downloadWheels(
    { engine, log: context.log, temporaryDirectory: context.settings.temporaryDirectory },
    {
      baseImage: environment.baseImage,
      python,
      requirements: [...environment.pip, ...(environment.manager === 'uv' ? [uvRequirement] : [])],
      ...(environment.constraints && { constraints: environment.constraints }),
      network,
      folder: join(how.folder, 'wheels'),
      explain: (output) => conflictIn(output, python, how.deps.origins ?? {}),
    },
    context.signal,
  );
  return { kind: 'wheels', folder: 'wheels' };
}
