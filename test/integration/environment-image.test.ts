import { silentLog } from '@package-model/core/log';
import { OciError } from '@package-model/core/oci/errors';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { importEnvironment, readEnvironment } from '@package-model/core/image/environment-image';
import { digestOf } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import type { Repository } from '@package-model/core/oci/repository';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collect, inPieces } from '../unit/core/collect.ts';
import { archiveOf, layerOf, newForm, oldForm } from '../unit/core/image/archives.ts';
import { putSampleManifest } from '../unit/core/oci/sample-content.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { layoutRepository, registryRepository } from './support/repositories.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();
const image = { tag: 'env-1', baseImage: 'docker.io/library/base:1' };
let server: RegistryServer;

beforeAll(async () => {
  server = await startRegistry({ signal });
});
afterAll(() => server.stop());

const layers = [
  await layerOf({ 'etc/base': randomBytes(300_000).toString('base64'), 'models/old/x': 'x' }),
  await layerOf({ 'models/.wh.old': '', 'var/azureml-app/main.py': 'print(1)' }),
];
const forms = { folders: oldForm(layers), blobs: newForm(layers), gzip: newForm(layers, 'gzip') };

async function importInto(repository: Repository, form: keyof typeof forms) {
  const temporaryDirectory = await temporaryFolder();
  const archive = inPieces(archiveOf(forms[form]), [65_536]);
  const deps = { repository, temporaryDirectory, log: silentLog, signal };
  const environment = await importEnvironment(archive, image, deps);
  expect(await readdir(temporaryDirectory)).toEqual([]);
  return environment;
}

async function plainLayers(repository: Repository, tag: string): Promise<string[]> {
  const content = await repository.getManifest(tag, signal);
  expect(content).toBeDefined();
  if (content === undefined) return [];
  const environment = await readEnvironment(content, repository, signal);
  const digests: string[] = [];
  for (const layer of environment.layers) {
    const bytes = await collect(repository.readBlob(layer.digest, signal));
    expect(bytes.length).toBe(layer.size);
    const isGzip = layer.mediaType === mediaTypes.layerGzip;
    digests.push(digestOf(isGzip ? gunzipSync(bytes) : bytes));
  }
  return digests;
}

test.each(['folders', 'blobs', 'gzip'] as const)(
  'an image saved as %s comes into a folder with plain layers',
  async (form) => {
    const repository = layoutRepository(await temporaryFolder());
    const environment = await importInto(repository, form);
    expect(environment.layers.map((layer) => layer.digest)).toEqual(
      layers.map((layer) => digestOf(layer)),
    );
    expect([...environment.basePaths.keys()]).toEqual(['models', 'var', 'var/azureml-app']);
    expect(await plainLayers(repository, 'env-1')).toEqual(layers.map((layer) => digestOf(layer)));
  },
);

test('on a registry the layers are compressed once and hold the same bytes', async () => {
  const repository = registryRepository(server.host, 'environment/net');
  const environment = await importInto(repository, 'blobs');
  expect(environment.layers.map((layer) => layer.mediaType)).toEqual([
    mediaTypes.layerGzip,
    mediaTypes.layerGzip,
  ]);
  expect(environment.config.rootfs.diff_ids).toEqual(layers.map((layer) => digestOf(layer)));
  expect(await plainLayers(repository, 'env-1')).toEqual(layers.map((layer) => digestOf(layer)));
});

test('an environment whose immutable tag is taken by an earlier one has its digest alone', async () => {
  const repository = layoutRepository(await temporaryFolder());
  const put = repository.putManifest.bind(repository);
  repository.putManifest = async (manifest, tag, on) => {
    if (tag !== undefined) throw new OciError('TAG_IMMUTABLE', 'the tag is immutable');
    await put(manifest, tag, on);
  };
  const warned: string[] = [];
  const log = { warn: (line: string) => void warned.push(line) };
  const deps = { repository, temporaryDirectory: await temporaryFolder(), log, signal };
  const archive = inPieces(archiveOf(forms.blobs), [65_536]);
  const { digest } = await importEnvironment(archive, image, deps);
  expect(await repository.getManifest(digest, signal)).toBeDefined();
  expect(warned.join()).toContain('keeps the tag env-1 for an earlier environment');
});

test('an archive that breaks off leaves no environment', async () => {
  const repository = layoutRepository(await temporaryFolder());
  const cut = archiveOf(forms.blobs).subarray(0, 100_000);
  const deps = {
    repository,
    temporaryDirectory: await temporaryFolder(),
    log: silentLog,
    signal,
  };
  const importing = importEnvironment(inPieces(cut, [65_536]), image, deps);
  await expect(importing).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
  expect(await repository.listTags(signal)).toEqual([]);
});

test('an image that no import has made is no environment', async () => {
  const repository = layoutRepository(await temporaryFolder());
  const content = await putSampleManifest(repository, 'other', 'v1');
  await expect(readEnvironment(content, repository, signal)).rejects.toMatchObject({
    code: 'UNSUPPORTED_BASE',
    message: expect.stringContaining('is no environment image; build it anew'),
  });
});
