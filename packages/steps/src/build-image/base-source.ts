import type { Repositories } from '@package-model/core/oci/open-repository';
import type { BaseLogin } from '@package-model/core/package/environment/choose-base';
import type { EngineValues } from '../open-engine.ts';
import type { StepContext } from '../step.ts';
import { chooseLogin, pullWithLogin } from './base-login.ts';
import type { LoginValues } from './base-login.ts';
import type { FetchDeps } from './fetch-base.ts';
import { loadFromLayout } from './load-base.ts';

/** What of the engine's own pull is done in another way. */
export type BaseSource = Pick<FetchDeps, 'pull' | 'load'>;

/** How a plan's base image comes into the engine: from its folder, or with a login of its own. */
export function baseSource(
  values: LoginValues & EngineValues,
  base: { readonly baseImage: string; readonly baseLayout?: string | undefined },
  how: {
    readonly configured?: BaseLogin | undefined;
    readonly context: StepContext;
    readonly repositories: Repositories;
  },
): BaseSource {
  const { baseImage, baseLayout } = base;
  if (baseLayout !== undefined) {
    return { load: loadFromLayout(baseLayout, how.repositories, how.context) };
  }
  const login = chooseLogin(values, baseImage, how);
  return login === undefined ? {} : { pull: pullWithLogin(login, values, how.context) };
}
