import type { Engine, EngineImage } from '@package-model/core/engine/engine';
import { EngineError } from '@package-model/core/engine/errors';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { digestOf } from '@package-model/core/oci/digest';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { loadLooseImage } from '@package-model/steps/engine-image';
import { expect, test } from 'vitest';
import { configFor, layerOf } from '../core/image/archives.ts';
import { collect } from '../core/collect.ts';
import { temporaryFolder } from '../core/package/temporary-folder.ts';
import { stillClock } from '../core/still-clock.ts';
import { start } from './start-step.ts';

const { signal } = new AbortController();
const layers = [await layerOf({ 'etc/a': 'lower' }), await layerOf({ 'etc/b': 'upper' })];
const diffIds = layers.map((layer) => digestOf(layer));

async function looseImage() {
  const folder = await temporaryFolder();
  const repository = new LayoutRepository({ name: 'dir:x', folder }, stillClock());
  const put = async (bytes: Uint8Array, mediaType: string) => {
    const { digest } = await repository.putBlob(bytesSource('test', bytes), signal);
    return { mediaType, digest, size: bytes.length };
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: await put(Buffer.from(configFor(layers)), mediaTypes.config),
    layers: await Promise.all(layers.map((layer) => put(layer, mediaTypes.layer))),
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const content = { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
  return { repository, manifest: content, diffIds, name: 'local/net:v1' };
}

/** A classic store with an image of the lower layer, which refuses the first archive so. */
function engineThatRefuses(error: EngineError): {
  readonly engine: Partial<Engine>;
  readonly sizes: number[];
} {
  const sizes: number[] = [];
  const engine: Partial<Engine> = {
    info: async () => ({ imageStore: 'classic' }) as Awaited<ReturnType<Engine['info']>>,
    listImages: async (): Promise<EngineImage['layers'][]> => [diffIds.slice(0, 1)],
    freeBytes: async () => undefined,
    load: async (archive) => {
      sizes.push((await collect(archive)).length);
      if (sizes.length === 1) throw error;
      return 'local/net:v1';
    },
  };
  return { engine, sizes };
}

async function load(error: EngineError) {
  const image = await looseImage();
  const { engine, sizes } = engineThatRefuses(error);
  const result = await start(async (context) => {
    await loadLooseImage(image, { engine: engine as Engine, context });
    return {};
  });
  return { ...result, sizes };
}

test('an image is loaded whole where layers that the engine had are gone meanwhile', async () => {
  const { exitCode, sizes } = await load(new EngineError('ENGINE_FAILED', 'layer does not exist'));
  expect(exitCode).toBe(0);
  expect(sizes).toHaveLength(2);
  expect(sizes[1]).toBeGreaterThan(sizes[0] ?? 0);
});

test('an image that does not fit on the disk is not sent twice', async () => {
  const { exitCode, sizes, stderr } = await load(new EngineError('DISK_FULL', 'no space left'));
  expect([exitCode, sizes.length]).toEqual([1, 1]);
  expect(stderr).toContain('no space left');
});
