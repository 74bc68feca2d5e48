import { parseDigest } from '../oci/digest.ts';
import type { Repository } from '../oci/repository.ts';
import { ModelError } from './errors.ts';
import { readModelManifest } from './manifest.ts';
import type { StoredModel } from './types.ts';
import { highestVersion, versionTag } from './versions.ts';

/**
 * A registered version by number, digest or `latest`; MODEL_UNKNOWN names what the repository has.
 */
export async function findModel(
  repository: Repository,
  name: string,
  version: string,
  signal: AbortSignal,
): Promise<StoredModel> {
  const digest = parseDigest(version);
  const reference = digest ?? (await tagFor(repository, name, version, signal));
  const content = await repository.getManifest(reference, signal);
  if (content !== undefined) {
    const model = readModelManifest(content, repository);
    // A digest says all there is to say; whoever gives one need not know the name.
    if (digest !== undefined || model.name === name) return model;
  }
  throw await unknownModel(repository, `${name}:${version}`, signal);
}

/**
 * A registered version of the one model that a repository holds, by number or `latest`, for whoever
 * knows the repository and not the name.
 */
export async function findVersion(
  repository: Repository,
  version: string,
  signal: AbortSignal,
): Promise<StoredModel> {
  const tag = await tagFor(repository, repository.name, version, signal);
  const content = await repository.getManifest(tag, signal);
  if (content !== undefined) return readModelManifest(content, repository);
  throw await unknownModel(repository, `${repository.name}:${version}`, signal);
}

async function tagFor(
  repository: Repository,
  name: string,
  version: string,
  signal: AbortSignal,
): Promise<string> {
  if (version !== 'latest') return versionTag(version);
  const highest = highestVersion(await repository.listTags(signal));
  if (highest === 0) throw await unknownModel(repository, name, signal);
  return versionTag(highest);
}

async function unknownModel(
  repository: Repository,
  id: string,
  signal: AbortSignal,
): Promise<ModelError> {
  const highest = highestVersion(await repository.listTags(signal));
  const has = highest === 0 ? 'holds no version of it' : `its latest version is ${highest}`;
  const message = `model ${id} is not registered in ${repository.name}: ${has}; register it first`;
  return new ModelError('MODEL_UNKNOWN', message);
}
