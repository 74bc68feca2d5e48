import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '@package-model/core/package/plan/plan';
import { environmentHash } from '@package-model/core/package/plan/plan';
import type { BuildDeps } from './build-environment.ts';
import { buildSecrets } from './network.ts';

/**
 * Builds the user's own Dockerfile, where the plan has one, and gives the environment on top of the
 * image that it makes. Certificates and package indexes are there as secrets, as for our own steps.
 * `baseFolder` is where the package has it; without one it is built from its text alone.
 */
export async function buildOwnBase(
  environment: Environment,
  baseFolder: string | undefined,
  deps: BuildDeps,
): Promise<Environment> {
  const { baseDockerfile: text, baseContext, ...rest } = environment;
  if (text === undefined) return environment;
  const baseImage = ownBaseName(environment);
  if (baseFolder !== undefined) {
    // A package without files of its own has no folder for them.
    await mkdir(join(baseFolder, 'context'), { recursive: true });
    await build({ environment, baseImage, folder: baseFolder }, deps);
    return { ...rest, baseImage };
  }
  if (baseContext !== undefined) throw new TypeError('the files of the Dockerfile are missing');
  const folder = await mkdtemp(join(deps.context.settings.temporaryDirectory, 'base-'));
  try {
    await mkdir(join(folder, 'context'));
    await writeFile(join(folder, 'Dockerfile'), text);
    await build({ environment, baseImage, folder }, deps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { ...rest, baseImage };
}

/** The engine's name for what the Dockerfile of a plan makes. */
export function ownBaseName(environment: Environment): string {
  return `package-model/base:${environmentHash(environment)}`;
}

async function build(
  what: {
    readonly environment: Environment;
    readonly baseImage: string;
    readonly folder: string;
  },
  { engine, context, network, anew }: BuildDeps,
): Promise<void> {
  const { signal, log } = context;
  const builder = await engine.builder(signal);
  log.info(`Building the Dockerfile of the package, from ${what.environment.baseImage}.`);
  await engine.build(
    {
      contextFolder: join(what.folder, 'context'),
      dockerfile: '../Dockerfile',
      tag: what.baseImage,
      secrets: builder === 'classic' ? [] : buildSecrets(network),
      ...(anew && { cache: 'none' as const }),
      onLine: (line) => log.debug(line),
    },
    signal,
  );
}
