import type { Engine, EngineImage } from '@package-model/core/engine/engine';
import { EngineError } from '@package-model/core/engine/errors';
import { formatSize } from '@package-model/core/format-size';
import { archiveFacts, engineArchive } from '@package-model/core/image/engine-archive';
import type { ArchiveRequest } from '@package-model/core/image/engine-archive';
import { parseImageConfig } from '@package-model/core/image/image-config';
import { parseManifest } from '@package-model/core/oci/descriptor';
import type { Digest } from '@package-model/core/oci/digest';
import { hexOf } from '@package-model/core/oci/digest';
import { OciError } from '@package-model/core/oci/errors';
import { readSmallBlob } from '@package-model/core/oci/read-small-blob';
import type { ManifestContent, Repository } from '@package-model/core/oci/repository';
import { localName } from './candidate-name.ts';
import type { StepContext } from './step.ts';

export type EngineImageDeps = { readonly engine: Engine; readonly context: StepContext };

/** An image that the engine has for the time of some work. */
export type InEngine = {
  /** `localName`. */
  readonly name: string;
  /** The names it has got by that; taken away, they leave the engine as it was. */
  readonly given: readonly string[];
  /** True when the engine has it from its registry. */
  readonly isDelivered: boolean;
};

/**
 * Brings an image of a repository into the engine under `localName`: one that the engine has
 * already gets the name only. Else it is pulled by digest from a registry, loaded from a folder,
 * where layers that a classic store has already are left out. After the model layers were fed to the
 * engine it is loaded from a registry too: a pull would not know them again.
 */
export async function bringIntoEngine(
  repository: Repository,
  digest: Digest,
  deps: EngineImageDeps & { readonly fed?: boolean },
): Promise<InEngine> {
  const { signal, clock } = deps.context;
  const startedAt = clock.now();
  const name = localName(digest, deps.context);
  const manifest = await manifestOf(repository, digest, signal);
  const diffIds = await diffIdsOf(repository, manifest, signal);
  const reference = `${repository.name}@${digest}`;
  const found = await findImage({ repository, manifest, diffIds }, deps);
  if (found !== undefined && (await isTagged(found.id, name, deps))) {
    sayPresent({ from: repository.name, startedAt }, deps);
    const isDelivered = found.repoDigests.includes(reference);
    return { name, given: [name], isDelivered };
  }
  const isPulled = repository.kind === 'registry' && deps.fed !== true;
  const leaveOutLayers = await sharedLayers(diffIds, deps);
  const request = { repository, manifest, name, leaveOutLayers };
  if (isPulled) await pull(request, deps);
  else await load(request, deps);
  if (leaveOutLayers > 0) await requireLayers(name, diffIds, deps);
  sayMoved(request, startedAt, deps);
  return { name, given: isPulled ? [name, reference] : [name], isDelivered: isPulled };
}

/** The engine's image of this very config and these layers; undefined when it has none. */
async function findImage(
  image: Pick<LooseImage, 'manifest' | 'diffIds'> & { readonly repository: Repository },
  { engine, context }: EngineImageDeps,
): Promise<EngineImage | undefined> {
  const { config } = parseManifest(image.manifest.bytes, image.repository.name);
  // Stores name an image by the digest of its config, containerd's by that of its manifest.
  const found = await Promise.all(
    [config.digest, image.manifest.digest].map(async (id) => {
      const one = await engine.inspectImage(id, context.signal);
      return one?.id === id || one?.id === hexOf(id) ? one : undefined;
    }),
  );
  const same = found.filter((one) => one?.layers.join() === image.diffIds.join());
  return same[0];
}

/** False where the image went in the meantime, with the run that had brought it. */
async function isTagged(
  id: string,
  name: string,
  { engine, context }: EngineImageDeps,
): Promise<boolean> {
  try {
    await engine.tag(id, name, context.signal);
    return true;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    context.log.debug(`The engine's ${id} cannot be taken: ${error.message}`);
    return false;
  }
}

function sayPresent(
  { from, startedAt }: { readonly from: string; readonly startedAt: number },
  { context }: EngineImageDeps,
): void {
  const durationMs = context.clock.now() - startedAt;
  const why = 'the engine has this very image already';
  context.log.moved({
    what: 'image',
    from,
    to: 'engine',
    how: 'present',
    sizeBytes: 0,
    durationMs,
    why,
  });
}

/** An image that no repository holds as a whole: `read` has its config and all its layers. */
export type LooseImage = {
  readonly repository: Pick<Repository, 'name' | 'readBlob'>;
  readonly manifest: ManifestContent;
  readonly diffIds: readonly Digest[];
  readonly name: string;
};

/** Loads such an image into the engine, without the layers that a classic store has already. */
export async function loadLooseImage(image: LooseImage, deps: EngineImageDeps): Promise<void> {
  const startedAt = deps.context.clock.now();
  const leaveOutLayers = await sharedLayers(image.diffIds, deps);
  const request = { ...image, leaveOutLayers };
  await load(request, deps);
  sayMoved(request, startedAt, deps);
}

function sayMoved(request: ArchiveRequest, startedAt: number, { context }: EngineImageDeps): void {
  const { sizeBytes } = archiveFacts(request);
  context.log.moved({
    what: 'image',
    from: request.repository.name,
    to: 'engine',
    how: 'loaded',
    sizeBytes,
    durationMs: context.clock.now() - startedAt,
    why:
      sizeBytes === 0
        ? 'the engine has its layers already'
        : 'the engine gets the image itself, byte for byte',
  });
}

/** The image's manifest; MANIFEST_UNKNOWN where there is none. */
export async function manifestOf(
  repository: Repository,
  digest: Digest,
  signal: AbortSignal,
): Promise<ManifestContent> {
  const manifest = await repository.getManifest(digest, signal);
  if (manifest !== undefined) return manifest;
  const message = `${repository.name} has no image ${digest}; build it first`;
  throw new OciError('MANIFEST_UNKNOWN', message);
}

/** The engine itself passes over the layers it has. */
async function pull(request: ArchiveRequest, deps: EngineImageDeps): Promise<void> {
  const { repository, manifest, name } = request;
  const { engine, context } = deps;
  const reference = `${repository.name}@${manifest.digest}`;
  const onLine = (line: string) => context.log.debug(line);
  await engine.pull(reference, { signal: context.signal, onLine });
  await engine.tag(reference, name, context.signal);
}

async function load(request: ArchiveRequest, deps: EngineImageDeps): Promise<void> {
  const { signal, log } = deps.context;
  const { sizeBytes } = archiveFacts(request);
  await ensureRoom(sizeBytes, deps);
  if (sizeBytes > 0) log.info(`Loading ${formatSize(sizeBytes)} of the image into the engine.`);
  try {
    await deps.engine.load(engineArchive(request, signal), signal);
  } catch (error) {
    const isRefused = error instanceof EngineError && error.code === 'ENGINE_FAILED';
    if (request.leaveOutLayers === 0 || !isRefused) throw error;
    // An image of another run may have gone meanwhile, and its layers with it.
    log.debug(`The engine does not load the image without layers it had: ${error.message}`);
    await load({ ...request, leaveOutLayers: 0 }, deps);
  }
}

/** An engine that put other layers together than those of the image has not loaded the image. */
async function requireLayers(
  name: string,
  diffIds: readonly Digest[],
  { engine, context }: EngineImageDeps,
): Promise<void> {
  const found = await engine.inspectImage(name, context.signal);
  if (found?.layers.join() === diffIds.join()) return;
  const message = `the engine loaded ${name} with other layers than the image has; remove them (docker image prune) and run again`;
  throw new EngineError('ENGINE_FAILED', message);
}

async function diffIdsOf(
  repository: Repository,
  manifest: ManifestContent,
  signal: AbortSignal,
): Promise<readonly Digest[]> {
  const { config } = parseManifest(manifest.bytes, repository.name);
  const bytes = await readSmallBlob(repository, config.digest, signal);
  return parseImageConfig(bytes, repository.name).rootfs.diff_ids;
}

/** How many of the lowest layers the engine has already, in the same order. */
export async function sharedLayers(
  wanted: readonly Digest[],
  { engine, context }: EngineImageDeps,
): Promise<number> {
  const { signal } = context;
  const [{ imageStore }, images] = await Promise.all([
    engine.info(signal),
    engine.listImages(signal),
  ]);
  if (imageStore !== 'classic') return 0;
  const shared = images.map((layers) => {
    const different = wanted.findIndex((diffId, index) => layers[index] !== diffId);
    return different < 0 ? wanted.length : different;
  });
  return Math.max(0, ...shared);
}

/** Classic stores unpack an archive beside the layers they make of it: twice the size for a while. */
async function ensureRoom(sizeBytes: number, { engine, context }: EngineImageDeps): Promise<void> {
  const freeBytes = await engine.freeBytes(context.signal);
  if (freeBytes === undefined || freeBytes > 2 * sizeBytes) return;
  const message =
    `the engine's disk has ${formatSize(freeBytes)} free, loading the image needs ` +
    `${formatSize(2 * sizeBytes)}; free some space (docker image prune)`;
  throw new EngineError('DISK_FULL', message);
}
