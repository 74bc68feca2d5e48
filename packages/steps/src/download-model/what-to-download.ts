import { refuse } from '@package-model/core/errors';
import { findVersion } from '@package-model/core/model/find-model';
import { ModelError } from '@package-model/core/model/errors';
import type { StoredModel } from '@package-model/core/model/types';
import { Secret } from '@package-model/core/secret';
import type { ModelRegistryConnection } from '@package-model/host/job-identity';
import type { OwnLogin, Stores } from '../open-stores.ts';
import { findModels } from '../package-model/find-models.ts';
import type { StepContext } from '../step.ts';
import type { DownloadModelValues } from './inputs.ts';

/** The registry of the service connection; undefined without one. BAD_INPUT for a useless one. */
export async function connectionOf(
  { connection: id }: Pick<DownloadModelValues, 'connection'>,
  { identity, spell }: Pick<StepContext, 'identity' | 'spell'>,
): Promise<ModelRegistryConnection | undefined> {
  if (id === undefined || identity?.kind !== 'azure-pipelines') return undefined;
  const found = await identity.modelRegistry(id);
  if ('value' in found) return found.value;
  refuse('BAD_INPUT', [{ message: found.fault, place: { key: spell('connection') } }]);
  return undefined;
}

/** How to log in to that registry; a pull request from a fork gets no login. */
export function loginOf(
  connection: ModelRegistryConnection | undefined,
  { isForkPullRequest }: Pick<StepContext, 'isForkPullRequest'>,
): OwnLogin | undefined {
  if (connection === undefined || isForkPullRequest === true) return undefined;
  const { host: address, login } = connection;
  switch (login.kind) {
    case 'none':
      return { address, credential: { kind: 'anonymous' } };
    case 'password': {
      const password = new Secret(login.password);
      return { address, credential: { kind: 'basic', username: login.username, password } };
    }
    case 'token':
      return { address, credential: { kind: 'registry-token', token: new Secret(login.token) } };
    default:
      return login satisfies never;
  }
}

/** The registered version that the inputs name. */
export async function findWanted(
  values: DownloadModelValues,
  connection: ModelRegistryConnection | undefined,
  deps: { readonly stores: Stores; readonly context: StepContext },
): Promise<StoredModel> {
  const { definition, version, model: choice } = values;
  if (connection !== undefined && definition !== undefined && version !== undefined) {
    const location = { kind: 'registry', host: connection.host, repository: definition } as const;
    const repository = deps.stores.repositories.open(location);
    return findVersion(repository, version, deps.context.signal);
  }
  const registry = values['model-registry'] ?? registryOf(connection);
  const choices = choice === undefined ? [] : [choice];
  const [model] = await findModels({ choices, registry, image: undefined }, deps);
  if (model !== undefined) return model;
  throw new ModelError('MODEL_UNKNOWN', 'no model is named');
}

function registryOf(connection: ModelRegistryConnection | undefined) {
  if (connection === undefined) return undefined;
  const { host, prefix } = connection;
  return { kind: 'registry', host, prefix } as const;
}
