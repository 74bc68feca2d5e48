import type { Clock } from '../clock.ts';
import { refuse } from '../errors.ts';
import type { Log } from '../log.ts';
import { mapLimit } from '../map-limit.ts';
import type { Annotations, Descriptor } from '../oci/descriptor.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { BlobSource, Placed, Repository } from '../oci/repository.ts';
import type { DigestCache } from './digest-cache.ts';
import { modelLayers } from './layers.ts';
import type { ModelLayer } from './layers.ts';
import type { ModelEntry } from './list-files.ts';
import type { ModelFramework } from './framework.ts';
import { FILE_PATH, modelConfig, modelManifest, readModelManifest, SAMPLE } from './manifest.ts';
import type { ModelFacts } from './manifest.ts';
import { publishVersion } from './publish-version.ts';
import { layerLimit } from './registry-limits.ts';
import { sampleOf } from './sample.ts';
import { tryModelManifest } from './try-model-manifest.ts';
import type { StoredModel } from './types.ts';
import { highestVersion, versionTag } from './versions.ts';

export type RegisterDeps = {
  readonly log: Log;
  readonly clock: Clock;
  readonly digests: DigestCache;
  readonly signal: AbortSignal;
};

export type Registration = {
  readonly name: string;
  readonly description?: string;
  readonly framework?: ModelFramework;
  readonly entries: readonly ModelEntry[];
};

const PARALLEL_LAYERS = 2;

/**
 * Registers the next version of a model: stores the layers that are not there yet, then the
 * manifest under its version. Nothing is visible under a version before all of it is there.
 */
export async function registerModel(
  registration: Registration,
  target: Repository,
  deps: RegisterDeps,
): Promise<StoredModel> {
  const repository = target.forWriting();
  const layers = modelLayers(registration.name, registration.entries);
  refuseTooLarge(layers, repository);
  const previous = await latestVersion(repository, deps.signal);
  const prepared = await mapLimit(layers, PARALLEL_LAYERS, (layer) =>
    prepare(layer, previous, deps.digests),
  );
  const bytesToSend = await missingBytes(prepared, repository, deps.signal);
  await repository.ensureSpace(bytesToSend);
  if (previous === undefined) {
    await tryModelManifest(repository, { name: registration.name, bytesToSend }, deps);
  }
  const descriptors = await mapLimit(prepared, PARALLEL_LAYERS, (layer) =>
    store(layer, repository, deps),
  );
  const facts: ModelFacts = {
    name: registration.name,
    ...(registration.description === undefined ? {} : { description: registration.description }),
    ...(registration.framework === undefined ? {} : { framework: registration.framework }),
    files: filesOf(registration.entries),
    layers: descriptors,
  };
  const resend = async (): Promise<void> => {
    await mapLimit(prepared, PARALLEL_LAYERS, async ({ source }, index) => {
      const digest = descriptors[index]?.digest;
      const known = digest === undefined ? {} : { digest };
      await repository.putBlob({ ...source, ...known, likelyPresent: false }, deps.signal);
    });
  };
  const published = await publishVersion(
    repository,
    async (version) => ({
      config: modelConfig(facts, version),
      manifest: modelManifest(facts, version),
    }),
    { clock: deps.clock, log: deps.log, signal: deps.signal, resend },
  );
  return readModelManifest(published.manifest, target);
}

async function latestVersion(
  repository: Repository,
  signal: AbortSignal,
): Promise<StoredModel | undefined> {
  const version = highestVersion(await repository.listTags(signal));
  if (version === 0) return undefined;
  const content = await repository.getManifest(versionTag(version), signal);
  return content === undefined ? undefined : readModelManifest(content, repository);
}

type PreparedLayer = ModelLayer & { readonly annotations: Annotations };

/** Says what is known of a layer: its digest from an earlier run, or that the store may have it. */
async function prepare(
  layer: ModelLayer,
  previous: StoredModel | undefined,
  digests: DigestCache,
): Promise<PreparedLayer> {
  const digest = await digests.get(layer.key);
  const sample = layer.largeFiles.length === 0 ? undefined : await sampleOf(layer.largeFiles);
  const likelyPresent = previous?.layers.some(
    (other) =>
      other.size === layer.source.sizeBytes &&
      other.annotations?.[FILE_PATH] === layer.title &&
      other.annotations[SAMPLE] === sample,
  );
  const source: BlobSource = {
    ...layer.source,
    ...(digest === undefined ? {} : { digest }),
    ...(likelyPresent === true ? { likelyPresent } : {}),
  };
  const annotations = {
    [FILE_PATH]: layer.title,
    ...(sample !== undefined && { [SAMPLE]: sample }),
  };
  return { ...layer, source, annotations };
}

async function missingBytes(
  layers: readonly ModelLayer[],
  repository: Repository,
  signal: AbortSignal,
): Promise<number> {
  let sizeBytes = 0;
  for (const { source } of layers) {
    if (source.likelyPresent === true) continue;
    const known = source.digest;
    if (known !== undefined && (await repository.blobSize(known, signal)) !== undefined) continue;
    sizeBytes += source.sizeBytes;
  }
  return sizeBytes;
}

async function store(
  layer: PreparedLayer,
  repository: Repository,
  deps: RegisterDeps,
): Promise<Descriptor> {
  const startedAt = deps.clock.now();
  const placed = await repository.putBlob(layer.source, deps.signal);
  await deps.digests.set(layer.key, placed.digest);
  deps.log.moved({
    what: `model layer ${layer.title}`,
    from: 'model path',
    to: repository.name,
    how: placed.how,
    sizeBytes: placed.how === 'present' ? 0 : placed.sizeBytes,
    durationMs: deps.clock.now() - startedAt,
    why: reasonFor(placed),
  });
  return {
    mediaType: mediaTypes.modelWeight,
    digest: placed.digest,
    size: placed.sizeBytes,
    annotations: layer.annotations,
  };
}

function reasonFor(placed: Placed): string {
  return placed.how === 'present' ? 'the same bytes are registered already' : 'new bytes';
}

function filesOf(entries: readonly ModelEntry[]) {
  return entries.flatMap((entry) =>
    entry.kind === 'file' ? [{ path: entry.path, sizeBytes: entry.stat.sizeBytes }] : [],
  );
}

function refuseTooLarge(layers: readonly ModelLayer[], repository: Repository): void {
  const limit = repository.kind === 'registry' ? layerLimit(repository.name) : undefined;
  if (limit === undefined) return;
  refuse(
    'BAD_INPUT',
    layers
      .filter((layer) => layer.source.sizeBytes > limit.sizeBytes)
      .map((layer) => ({
        message:
          `${layer.title} is larger than the ${limit.sizeBytes} bytes that ${limit.name} takes ` +
          'in one layer; split the file or choose another registry',
        place: { key: 'model-path' },
      })),
  );
}
