import type { EngineImage } from '@package-model/core/engine/engine';
import { probeServer } from '@package-model/core/engine/server-probe';
import { InputError } from '@package-model/core/errors';
import {
  onPrebuilt,
  prebuiltOf,
  takesRelease,
} from '@package-model/core/package/environment/prebuilt';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { BuildDeps } from './build-environment.ts';

/**
 * The environment as its base image takes it: on a prebuilt inference image packages go into the
 * environment that the server is in, and the server itself is not installed again. InputError
 * BAD_INPUT for an image that is named like one and brings no server.
 */
export async function settleOnBase(
  environment: Environment,
  base: EngineImage,
  { engine, context }: Pick<BuildDeps, 'engine' | 'context'>,
): Promise<Environment> {
  const { baseImage, conda, manager = 'pip', interpreterPath } = environment;
  if (conda !== undefined || manager !== 'pip' || interpreterPath !== undefined) return environment;
  const prebuilt = prebuiltOf(base.config);
  const version =
    prebuilt &&
    (await probeServer(engine, { image: baseImage, python: prebuilt.python }, context.signal));
  if (prebuilt === undefined || version === undefined) {
    // A Dockerfile of the user's own may start the server in its own way.
    if (environment.serverFrom === undefined || environment.userManaged) return environment;
    const message = `the base image ${baseImage} is named like a prebuilt inference image, but starts no server with runit; name another base image`;
    throw new InputError('BAD_INPUT', [{ message }]);
  }
  const settled = onPrebuilt(environment, prebuilt, (line) => takesRelease(line, version));
  const { length } = settled.pip;
  const rest =
    length === 0
      ? 'no packages are added'
      : `${length} requirements go into ${prebuilt.environmentPath}`;
  context.log.info(`${baseImage} brings nginx, runit and the scoring server ${version}: ${rest}.`);
  return settled;
}
