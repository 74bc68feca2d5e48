import { feedArchive } from '@package-model/core/image/feed-archive';
import { readArchive } from '@package-model/core/image/read-archive';
import { readTar } from '@package-model/core/image/tar-read';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { digestOf } from '@package-model/core/oci/digest';
import { expect, test } from 'vitest';
import { collect, inPieces } from '../collect.ts';
import { layerOf } from './archives.ts';

const { signal } = new AbortController();
const layers = [await layerOf({ 'models/a': 'one' }), await layerOf({ 'models/b': 'two' })];
const digests = layers.map((layer) => digestOf(layer));
const below = { architecture: 'amd64', os: 'linux', diffIds: [] };
const sources = layers.map((layer) => bytesSource('layer', layer));

test('layers go out before their digests are known', async () => {
  let settle = (): void => {};
  const known = new Promise<typeof digests>((resolve) => {
    settle = () => resolve(digests);
  });
  const request = { name: 'local/feed:1', below, layers: sources, digests: known };
  const paths: string[] = [];
  for await (const { header, bytes } of readTar(feedArchive(request, signal))) {
    paths.push(header.path);
    await collect(bytes);
    if (paths.length === layers.length) settle();
  }
  expect(paths.slice(0, 2)).toEqual(['model-0/layer.tar', 'model-1/layer.tar']);
  expect(paths.at(-1)).toBe('manifest.json');
});

test('the archive holds the layers under their digests', async () => {
  const request = {
    name: 'local/feed:1',
    below,
    layers: sources,
    digests: Promise.resolve(digests),
  };
  const archive = await collect(feedArchive(request, signal));
  const image = await readArchive(inPieces(archive, [4096]), async (layer) => collect(layer.bytes));
  expect(image.layers.map((layer) => layer.diffId)).toEqual(digests);
});

test('an archive whose digests never come is cut off without a manifest', async () => {
  const never = Promise.reject(new Error('not registered'));
  const request = { name: 'local/feed:1', below, layers: sources, digests: never };
  await expect(collect(feedArchive(request, signal))).rejects.toThrow('not registered');
});
