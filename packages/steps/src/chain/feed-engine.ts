import { randomBytes } from 'node:crypto';
import type { Engine } from '@package-model/core/engine/engine';
import { messageOf } from '@package-model/core/errors';
import { formatSize } from '@package-model/core/format-size';
import type { EnvironmentImage } from '@package-model/core/image/environment-image';
import { feedArchive } from '@package-model/core/image/feed-archive';
import { maskLayer } from '@package-model/core/image/small-layers';
import { modelLayers } from '@package-model/core/model/layers';
import { listModelFiles } from '@package-model/core/model/list-files';
import type { StoredModel } from '@package-model/core/model/types';
import type { BlobSource } from '@package-model/core/oci/repository';
import { sharedLayers } from '../engine-image.ts';
import type { NamedPath } from '../inputs/model.ts';
import type { StepContext } from '../step.ts';
import { signalForCleanUp } from '../signal-for-clean-up.ts';

/** Model layers on their way into the engine, beside their registration. */
export type Feed = {
  /** Ends the archive with what was registered and waits for the engine; true when it has them. */
  finish(models: readonly StoredModel[]): Promise<boolean>;
  /** Ends a load that still runs, and takes the layers' own name away. */
  close(): Promise<void>;
};

export type FeedRequest = {
  readonly models: readonly NamedPath[];
  readonly environment: EnvironmentImage;
};

/** From this size on a load takes longer than what it saves. */
const WORTH_BYTES = 32 * 1024 * 1024;
const WHY = 'while they were registered';

/**
 * Starts to load the layers of models that are about to be registered, on top of an environment
 * that the engine has; undefined where the engine cannot take them, or would gain nothing.
 */
export async function feedEngine(
  { models, environment }: FeedRequest,
  { engine, context }: { readonly engine: Engine; readonly context: StepContext },
): Promise<Feed | undefined> {
  const layers = await layersOf(models, context.settings.workingDirectory);
  const sizeBytes = layers.reduce((total, layer) => total + layer.sizeBytes, 0);
  if (sizeBytes < WORTH_BYTES) return undefined;
  const places = models.map(({ name }) => ({ name, version: '1' }));
  if (maskLayer(places, environment.basePaths) !== undefined) return undefined;
  const { diff_ids: diffIds } = environment.config.rootfs;
  const shared = await sharedLayers(diffIds, { engine, context });
  if (shared < diffIds.length) return undefined;
  const freeBytes = await engine.freeBytes(context.signal);
  if (freeBytes === undefined || freeBytes < 2 * sizeBytes) return undefined;
  context.log.info(`Loading ${formatSize(sizeBytes)} of model layers into the engine meanwhile.`);
  return startLoad({ layers, sizeBytes, environment }, { engine, context });
}

function startLoad(
  {
    layers,
    sizeBytes,
    environment,
  }: {
    readonly layers: readonly BlobSource[];
    readonly sizeBytes: number;
    readonly environment: EnvironmentImage;
  },
  { engine, context }: { readonly engine: Engine; readonly context: StepContext },
): Feed {
  const { signal, clock, log } = context;
  const startedAt = clock.now();
  const registered = deferred<readonly StoredModel[]>();
  const stop = new AbortController();
  const digests = registered.promise.then((found) =>
    found.flatMap((model) => model.layers.map(({ digest }) => digest)),
  );
  digests.catch(() => {
    // The load's own end tells.
  });
  const name = `package-model/feed:${randomBytes(12).toString('hex')}`;
  const loadSignal = AbortSignal.any([signal, stop.signal]);
  const archive = feedArchive({ name, below: belowOf(environment), layers, digests }, loadSignal);
  const loaded = engine.load(archive, loadSignal).then(
    () => undefined,
    (error: unknown) => messageOf(error),
  );
  return {
    async finish(found) {
      registered.resolve(found);
      const fault = await loaded;
      signal.throwIfAborted();
      if (fault !== undefined) {
        log.info(
          `The engine did not take the model layers meanwhile (${fault}); it gets them again.`,
        );
        return false;
      }
      const durationMs = clock.now() - startedAt;
      const way = { from: 'model path', to: 'engine', how: 'loaded' } as const;
      log.moved({ what: 'model layers', ...way, sizeBytes, durationMs, why: WHY });
      return true;
    },
    async close() {
      stop.abort(new Error('the run has ended'));
      registered.reject(new Error('nothing was registered'));
      await loaded;
      await engine.removeImage(name, signalForCleanUp(context)).catch((error: unknown) => {
        // The layers do no harm; the run's own end matters more.
        log.debug(`${name} was not removed: ${messageOf(error)}`);
      });
    },
  };
}

function belowOf({ config }: EnvironmentImage) {
  const { architecture, os, variant, rootfs } = config;
  const platform = { architecture, os, ...(variant === undefined ? {} : { variant }) };
  return { ...platform, diffIds: rootfs.diff_ids };
}

async function layersOf(
  models: readonly NamedPath[],
  workingDirectory: string,
): Promise<readonly BlobSource[]> {
  const layers: BlobSource[] = [];
  for (const { name, path } of models) {
    const entries = await listModelFiles(path, workingDirectory);
    layers.push(...modelLayers(name, entries).map(({ source }) => source));
  }
  return layers;
}

type Deferred<T> = {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
};

function deferred<T>(): Deferred<T> {
  let [resolve, reject]: [Deferred<T>['resolve'], Deferred<T>['reject']] = [() => {}, () => {}];
  const promise = new Promise<T>((settle, fail) => {
    [resolve, reject] = [settle, fail];
  });
  return { promise, resolve, reject };
}
