import { knownImage } from '../../base/known-image.ts';
import type { Environment } from '../plan/plan.ts';
import { specifierOf } from './pip-requirement.ts';
import { isServer, serverPackages } from './scoring-server.ts';
import { overlap } from './version-range.ts';

/** A base image that starts its own server: nginx before it, both kept by runit. */
export type Prebuilt = {
  /** The environment that the server is in: `/azureml-envs/minimal`. */
  readonly environmentPath: string;
  /** Its Python, for which packages are added. */
  readonly python: string;
  /** What starts nginx and server. */
  readonly command: readonly string[];
};

/** Who runs prebuilt images, by Azure's documents. */
export const prebuiltUser = 'dockeruser';

/** The parts of an image's config that tell. */
export type StartConfig = {
  readonly Env?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
};

const PATH_OF_PROGRAMS = /^(?:\/[A-Za-z0-9._-]+)+$/;

/** Reads an image's config as that of a prebuilt inference image; undefined when it is none. */
export function prebuiltOf(config: StartConfig): Prebuilt | undefined {
  const command = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  if (!command.some((word) => /(?:^|\/)runsvdir$/.test(word))) return undefined;
  const environmentPath =
    variable(config, 'AZUREML_CONDA_ENVIRONMENT_PATH') ??
    variable(config, 'PATH')
      ?.split(':')[0]
      ?.replace(/\/bin$/, '');
  if (environmentPath === undefined || !PATH_OF_PROGRAMS.test(environmentPath)) return undefined;
  return { environmentPath, python: `${environmentPath}/bin/python`, command };
}

/**
 * What an environment is on a prebuilt image: packages go into its own Python, beside the server
 * that is there, which pip then holds to; a line of the server's is left out where `brings` says
 * that the image meets it.
 */
export function onPrebuilt(
  environment: Environment,
  { python }: Pick<Prebuilt, 'python'>,
  brings: (line: string) => boolean,
): Environment {
  const added = environment.pip.filter((line) => !(isServerLine(line) && brings(line)));
  if (added.length === 0) return { ...environment, pip: [], serverFrom: 'base' };
  const pip = added.some(isServerLine) ? added : [...added, serverPackages.server];
  return { ...environment, pip, installInto: python, serverFrom: 'base' };
}

/** True when a server's line takes the release that an image has. */
export function takesRelease(line: string, version: string): boolean {
  return overlap(`==${version}`, specifierOf(line) ?? '');
}

function isServerLine(line: string): boolean {
  return isServer(/^[A-Za-z0-9._-]+/.exec(line)?.[0]);
}

/** True when the name of a base image is one of Azure's prebuilt inference images. */
export function isPrebuiltName(baseImage: string): boolean {
  return knownImage(baseImage)?.kind === 'prebuilt';
}

function variable({ Env }: StartConfig, name: string): string | undefined {
  const start = `${name}=`;
  return Env?.find((entry) => entry.startsWith(start))?.slice(start.length);
}
