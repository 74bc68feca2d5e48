import { archiveFacts, engineArchive } from '@package-model/core/image/engine-archive';
import { readArchive } from '@package-model/core/image/read-archive';
import { readTar } from '@package-model/core/image/tar-read';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { digestOf } from '@package-model/core/oci/digest';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { expect, test } from 'vitest';
import { collect, inPieces } from '../collect.ts';
import { temporaryFolder } from '../package/temporary-folder.ts';
import { stillClock } from '../still-clock.ts';
import { configFor, layerOf } from './archives.ts';

const { signal } = new AbortController();
const layers = [await layerOf({ 'etc/a': 'lower' }), await layerOf({ 'etc/b': 'upper' })];

async function storedImage() {
  const folder = await temporaryFolder();
  const repository = new LayoutRepository({ name: 'dir:x', folder }, stillClock());
  const put = async (bytes: Uint8Array | string, mediaType: string) => {
    const content = Buffer.from(bytes);
    const { digest } = await repository.putBlob(bytesSource('test', content), signal);
    return { mediaType, digest, size: content.length };
  };
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: await put(configFor([...layers, ...layers]), mediaTypes.config),
      layers: await Promise.all([...layers, ...layers].map((one) => put(one, mediaTypes.layer))),
    }),
  );
  const manifest = { bytes, mediaType: mediaTypes.manifest, digest: digestOf(bytes) };
  await repository.putManifest(manifest, 'v1', signal);
  return { repository, manifest };
}

test('the archive reads as a docker archive with the same layers', async () => {
  const request = { ...(await storedImage()), name: 'local/net:v1', leaveOutLayers: 0 };
  const archive = await collect(engineArchive(request, signal));
  const image = await readArchive(inPieces(archive, [4096]), async (layer) => collect(layer.bytes));
  expect(image.layers.map((layer) => layer.diffId)).toEqual(
    [...layers, ...layers].map((one) => digestOf(one)),
  );
});

test('the archive is an OCI layout too, and holds each blob once', async () => {
  const request = { ...(await storedImage()), name: 'local/net:v1', leaveOutLayers: 0 };
  const documents = new Map<string, string>();
  for await (const { header, bytes } of readTar(engineArchive(request, signal))) {
    expect(documents.has(header.path)).toBe(false);
    documents.set(header.path, (await collect(bytes)).toString());
  }
  expect([...documents.keys()].filter((path) => path.startsWith('blobs/'))).toHaveLength(4);
  expect(JSON.parse(documents.get('index.json') ?? '').manifests).toEqual([
    {
      mediaType: mediaTypes.manifest,
      digest: request.manifest.digest,
      size: request.manifest.bytes.length,
      annotations: {
        'org.opencontainers.image.ref.name': 'v1',
        'io.containerd.image.name': 'docker.io/local/net:v1',
      },
    },
  ]);
  expect(JSON.parse(documents.get('manifest.json') ?? '')[0].RepoTags).toEqual(['local/net:v1']);
});

test('layers that the engine has are named and left out', async () => {
  const request = { ...(await storedImage()), name: 'local/net:v1', leaveOutLayers: 3 };
  const paths: string[] = [];
  for await (const { header } of readTar(engineArchive(request, signal))) paths.push(header.path);
  expect(paths).toHaveLength(3);
  expect(paths).not.toContain('index.json');
  expect(archiveFacts(request).sizeBytes).toBe(layers[1]?.length);
});
