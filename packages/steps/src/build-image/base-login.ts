import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { registryOf } from '@package-model/core/base/base-reference';
import type { Listening } from '@package-model/core/engine/engine';
import { withPrivateFolder } from '@package-model/core/engine/private-folder';
import type { PrivateFolder } from '@package-model/core/engine/private-folder';
import { refuse } from '@package-model/core/errors';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import type { Secret } from '@package-model/core/secret';
import { currentContextIn } from '../docker-context.ts';
import { openEngine, withDockerConfig } from '../open-engine.ts';
import type { EngineValues } from '../open-engine.ts';
import { hideLogin } from '../hide-login.ts';
import type { StepContext } from '../step.ts';

/** Pulls an image into the engine. */
export type PullBase = (reference: string, options: Listening) => Promise<void>;

export type LoginValues = {
  readonly 'base-registry-username': string | undefined;
  readonly 'base-registry-password': Secret | undefined;
};

/**
 * How to log in to a base image's registry: by the inputs, else as the configuration says where it
 * means this registry; undefined for the engine's own login.
 */
export function chooseLogin(
  values: LoginValues,
  baseImage: string,
  {
    configured,
    context,
  }: { readonly configured?: BaseLogin | undefined; readonly context: StepContext },
): BaseLogin | undefined {
  const { 'base-registry-username': username, 'base-registry-password': password } = values;
  const address = registryOf(baseImage);
  if (username !== undefined && password !== undefined) return { address, username, password };
  const names = ['base-registry-username', 'base-registry-password'] as const;
  const missing = names.filter((name) => values[name] === undefined);
  const [name] = missing.length === 1 ? missing : [];
  if (name !== undefined) {
    const message = 'a login is a user name and a password: give both, or log in with docker login';
    refuse('BAD_INPUT', [{ message, place: { key: context.spell(name) } }]);
  }
  return configured !== undefined && registryOf(`${configured.address}/x`) === address
    ? configured
    : undefined;
}

/**
 * Pulls with a login of its own: a docker configuration that only this user can read holds it for
 * the time of the call. Nothing is written to the user's configuration or to a command line.
 */
export function pullWithLogin(
  login: BaseLogin,
  values: EngineValues,
  context: Pick<StepContext, 'run' | 'pipe' | 'settings' | 'hide'>,
): PullBase {
  hideLogin(login, context);
  const { settings, run, pipe } = context;
  return (reference, options) =>
    withPrivateFolder(settings.temporaryDirectory, async (folder) => {
      await writeConfig(folder, login, settings.dockerConfigDirectory);
      const own = withDockerConfig(folder.path, { run, pipe });
      await openEngine(values, { ...own, settings }).pull(reference, options);
    });
}

const HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
const HUB_KEY = 'https://index.docker.io/v1/';

/** The user's context stays, as it says where the engine is; other logins are not needed. */
async function writeConfig(
  folder: PrivateFolder,
  { address, username, password }: BaseLogin,
  dockerConfigDirectory: string,
): Promise<void> {
  const host = registryOf(`${address}/x`);
  const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
  const currentContext = await currentContextIn(dockerConfigDirectory);
  const config = {
    auths: { [HUB.includes(host) ? HUB_KEY : host]: { auth } },
    ...(currentContext === undefined ? {} : { currentContext }),
  };
  await folder.write('config.json', JSON.stringify(config));
  await symlink(join(dockerConfigDirectory, 'contexts'), join(folder.path, 'contexts'));
}
