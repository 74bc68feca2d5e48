import { registryOf } from '@package-model/core/oci/full-name';
import type { Listening } from '@package-model/core/engine/engine';
import { withPrivateFolder } from '@package-model/core/engine/private-folder';
import { refuse } from '@package-model/core/errors';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import type { Secret } from '@package-model/core/secret';
import { openEngine } from '../open-engine.ts';
import type { EngineValues } from '../open-engine.ts';
import { hideLogin } from '../logins/hide-login.ts';
import { runWithLogins } from '../run-with-logins.ts';
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
  const { temporaryDirectory } = context.settings;
  return (reference, options) =>
    withPrivateFolder(temporaryDirectory, async (folder) => {
      const own = await runWithLogins([login], folder, context);
      await openEngine(values, own).pull(reference, options);
    });
}
