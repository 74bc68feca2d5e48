import { mapLimit } from '@package-model/core/map-limit';
import { parseManifest } from '@package-model/core/oci/descriptor';
import { OciError } from '@package-model/core/oci/errors';
import type { ImageReference } from '@package-model/core/oci/reference';
import type { ManifestContent, Repository } from '@package-model/core/oci/repository';
import { previousVersion, releaseTags } from '@package-model/core/smoke/baseline/previous-version';
import type { TaggedImage } from '@package-model/core/smoke/baseline/previous-version';
import { MODELS_ANNOTATION } from '../build-image/append.ts';
import type { PinnedImage } from '../inputs/image.ts';
import type { BaselineChoice } from '../inputs/smoke-baseline.ts';
import type { Stores } from '../open-stores.ts';
import type { StepContext } from '../step.ts';

/** The image that the candidate is compared with. */
export type Baseline = {
  readonly repository: Repository;
  readonly image: PinnedImage;
  /** `ghcr.io/org/diabetes:3`. */
  readonly shownAs: string;
};

export type FindDeps = {
  readonly stores: Pick<Stores, 'repositories'>;
  readonly context: StepContext;
};

/** How many release tags are looked at, the highest first. */
const MAX_TAGS = 200;
const PARALLEL = 8;

/** Undefined when `latest` finds none. OciError MANIFEST_UNKNOWN for an image that is not there. */
export async function findBaseline(
  choice: BaselineChoice,
  candidate: PinnedImage,
  deps: FindDeps,
): Promise<Baseline | undefined> {
  if (choice.kind === 'image') return named(choice.reference, deps);
  const { location, digest } = candidate;
  const repository = deps.stores.repositories.open(location);
  const { signal } = deps.context;
  const own = await repository.getManifest(digest, signal);
  const models = own === undefined ? [] : modelsOf(own);
  const tags = releaseTags(await repository.listTags(signal)).slice(0, MAX_TAGS);
  const released = await mapLimit(tags, PARALLEL, (tag) => read(repository, tag, signal));
  const found = previousVersion(
    { digest, models },
    released.filter((one) => one !== undefined),
  );
  if (found === undefined) return undefined;
  const image = { location, digest: found.digest };
  return { repository, image, shownAs: `${repository.name}:${found.tag}` };
}

async function named(reference: ImageReference, deps: FindDeps): Promise<Baseline> {
  const { location, tag, digest } = reference;
  const repository = deps.stores.repositories.open(location);
  const manifest = await repository.getManifest(digest ?? tag ?? '', deps.context.signal);
  const shownAs =
    digest === undefined ? `${repository.name}:${tag}` : `${repository.name}@${digest}`;
  if (manifest !== undefined) {
    return { repository, image: { location, digest: manifest.digest }, shownAs };
  }
  const message = `the baseline ${shownAs} is not there; name an image that was released, or latest`;
  throw new OciError('MANIFEST_UNKNOWN', message);
}

async function read(
  repository: Repository,
  tag: string,
  signal: AbortSignal,
): Promise<TaggedImage | undefined> {
  const manifest = await repository.getManifest(tag, signal);
  return manifest && { tag, digest: manifest.digest, models: modelsOf(manifest) };
}

/** [] for what is no image of ours. */
function modelsOf({ bytes, digest }: ManifestContent): readonly string[] {
  try {
    const { annotations } = parseManifest(bytes, digest);
    return (annotations?.[MODELS_ANNOTATION] ?? '').split(',').filter((model) => model !== '');
  } catch (error) {
    // A strange tag in the repository is no release; an index is one of several platforms.
    if (error instanceof OciError) return [];
    throw error;
  }
}
