import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@package-model/core/canonical-json';
import type { Engine, EngineImage } from '@package-model/core/engine/engine';
import { probePython } from '@package-model/core/engine/python-probe';
import type { PythonProbe } from '@package-model/core/engine/python-probe';
import { downloadWheels } from '@package-model/core/engine/wheels';
import { InputError } from '@package-model/core/errors';
import { serverUser } from '@package-model/core/image/paths';
import { digestOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import { renderEnvironment } from '@package-model/core/package/dockerfile/dockerfile';
import { checkRendered } from '@package-model/core/package/dockerfile/check-rendered';
import {
  renderRequirements,
  requirementsFile,
} from '@package-model/core/package/environment/environment-steps';
import type { BuildSecrets } from '@package-model/core/package/environment/environment-steps';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { NetworkSettings } from '@package-model/core/settings';
import type { StepContext } from '../step.ts';
import { buildSecrets } from './network.ts';

export type BuildDeps = {
  readonly engine: Engine;
  readonly network: NetworkSettings;
  readonly context: StepContext;
  /** Asks for the base image again and builds each step, whatever the engine has kept. */
  readonly anew?: true;
};

/** What a base image is, the same on every store: its diff ids and config. */
export function baseIdentity(base: EngineImage): Digest {
  const { layers, config, os, architecture } = base;
  return digestOf(
    canonicalJson({ layers, config: JSON.parse(JSON.stringify(config)), os, architecture }),
  );
}

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
  const installs = environment.pip.length + environment.apt.length > 0;
  if (!installs && Object.keys(environment.variables).length === 0) return environment.baseImage;
  const { engine, context } = deps;
  const { signal, settings, log } = context;
  const python = environment.pip.length === 0 ? undefined : await checkPython(environment, deps);
  const folder = await mkdtemp(join(settings.temporaryDirectory, 'environment-'));
  try {
    await mkdir(join(folder, 'environment'));
    await writeFile(join(folder, requirementsFile), renderRequirements(environment));
    const secrets = buildSecrets(deps.network);
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

/** The base image's Python, when it is one that the environment can be made with. */
export async function checkPython(
  environment: Environment,
  deps: Pick<BuildDeps, 'engine' | 'context'>,
): Promise<PythonProbe> {
  const { baseImage, pythonVersion } = environment;
  const python = await probePython(deps.engine, baseImage, deps.context.signal);
  if (pythonVersion === undefined || python.version.startsWith(`${pythonVersion}.`)) return python;
  const message =
    `the conda file asks for Python ${pythonVersion}, the base image ${baseImage} has ` +
    `${python.version}; change one of them`;
  throw new InputError('BAD_INPUT', [{ message }]);
}

/** Secrets by BuildKit where there are any; wheels fetched beforehand for the classic builder. */
async function chooseSecrets(
  environment: Environment,
  python: PythonProbe | undefined,
  how: { readonly folder: string; readonly deps: BuildDeps },
): Promise<BuildSecrets> {
  const { engine, network, context } = how.deps;
  const secrets = buildSecrets(network);
  if (secrets.length === 0) return { kind: 'none' };
  const { builder } = await engine.info(context.signal);
  if (builder !== 'classic') return { kind: 'buildkit', ids: secrets.map((secret) => secret.id) };
  if (python === undefined) return { kind: 'none' };
  await downloadWheels(
    { engine, log: context.log, temporaryDirectory: context.settings.temporaryDirectory },
    {
      baseImage: environment.baseImage,
      python,
      requirements: environment.pip,
      network,
      folder: join(how.folder, 'wheels'),
    },
    context.signal,
  );
  return { kind: 'wheels', folder: 'wheels' };
}
