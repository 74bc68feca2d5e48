import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import type { Move } from '@package-model/core/log';
import { createDigestCache } from '@package-model/core/model/digest-cache';
import { findModel, findVersion } from '@package-model/core/model/find-model';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import { layerLimit } from '@package-model/core/model/registry-limits';
import { readTar } from '@package-model/core/image/tar-read';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();
const clock = {
  ...systemClock,
  sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
};

async function bench(files: Readonly<Record<string, string>> = { 'net/w.bin': 'weights' }) {
  const folder = await temporaryFolder(files);
  const repository = new LayoutRepository(
    { name: 'dir:models/net', folder: join(folder, 'models/net') },
    clock,
  );
  const moves: Move[] = [];
  const log = { ...silentLog, moved: (move: Move) => void moves.push(move) };
  const digests = createDigestCache(join(folder, 'cache'));
  const register = async (description?: string) =>
    registerModel(
      {
        name: 'net',
        entries: await listModelFiles('net', folder),
        ...(description === undefined ? {} : { description }),
      },
      repository,
      { log, clock, digests, signal },
    );
  return { folder, repository, moves, register };
}

test('registers a layer whose paths are those of the image', async () => {
  const { repository, register } = await bench({ 'net/w.bin': 'weights', 'net/sub/c.json': '{}' });
  const model = await register('a net');
  expect(model).toMatchObject({ id: 'net:1', version: '1', name: 'net' });
  expect(model.files.map((file) => file.path)).toEqual(['net/sub/c.json', 'net/w.bin']);
  const [layer] = model.layers;
  expect(layer).toBeDefined();
  if (layer === undefined) return;
  const paths: string[] = [];
  for await (const { header } of readTar(repository.readBlob(layer.digest, signal))) {
    paths.push(header.path);
  }
  expect(paths).toEqual([
    'models',
    'models/net',
    'models/net/net',
    'models/net/net/sub',
    'models/net/net/sub/c.json',
    'models/net/net/w.bin',
  ]);
});

test('the same bytes twice are one blob and two versions', async () => {
  const { repository, moves, register } = await bench();
  const [one, two] = [await register(), await register()];
  expect([one.version, two.version]).toEqual(['1', '2']);
  expect(two.layers).toEqual(one.layers);
  expect(moves.map(({ how, sizeBytes }) => [how, sizeBytes])).toEqual([
    ['written', one.layers[0]?.size],
    ['present', 0],
  ]);
  expect(await readdir(join(repository.folder, 'blobs/sha256'))).toHaveLength(1 + 2 * 2);
});

test('a file that changed is another layer; a touched one is not', async () => {
  const { folder, moves, register } = await bench();
  const one = await register();
  const path = join(folder, 'net/w.bin');
  await writeFile(`${path}.new`, 'weights');
  await rename(`${path}.new`, path);
  expect((await register()).layers).toEqual(one.layers);
  await writeFile(path, 'WEIGHTS');
  expect((await register()).layers).not.toEqual(one.layers);
  expect(moves.map((move) => move.how)).toEqual(['written', 'present', 'written']);
});

test('registrations at once have a version each', async () => {
  const { repository, register } = await bench();
  const models = await Promise.all(Array.from({ length: 12 }, () => register()));
  const versions = models.map((model) => Number(model.version)).toSorted((a, b) => a - b);
  expect(versions).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  expect(await repository.listTags()).toHaveLength(12);
});

test('a version is found by number, by digest and as the latest', async () => {
  const { repository, register } = await bench();
  const one = await register();
  const two = await register();
  const find = (version: string) => findModel(repository, 'net', version, signal);
  expect((await find('1')).digest).toBe(one.digest);
  expect((await find('latest')).digest).toBe(two.digest);
  expect((await find(one.digest)).version).toBe('1');
});

test('a version that is not there is an error that says what is', async () => {
  const { repository, register } = await bench();
  const find = (name: string, version: string) => findModel(repository, name, version, signal);
  await expect(find('net', 'latest')).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
    message:
      'model net is not registered in dir:models/net: holds no version of it; register it first',
  });
  await register();
  await expect(find('net', '7')).rejects.toThrow('net:7 is not registered');
  await expect(find('net', '7')).rejects.toThrow('its latest version is 1');
  await expect(find('Net', '1')).rejects.toThrow('model Net:1 is not registered');
});

test('limits of one layer are known by host', () => {
  expect(layerLimit('ghcr.io/org/net')?.sizeBytes).toBe(10_000_000_000);
  expect(layerLimit('my.azurecr.io/net')?.name).toBe('Azure Container Registry');
  expect(layerLimit('1.dkr.ecr.eu-west-1.amazonaws.com/net')?.name).toBe('Amazon ECR');
  expect(layerLimit('ghcr.io.evil.com/net')).toBeUndefined();
  expect(layerLimit('localhost:5000/net')).toBeUndefined();
});

test('a version is found by its repository alone, by number and as the latest', async () => {
  const { repository, register } = await bench();
  const [one, two] = [await register(), await register()];
  expect((await findVersion(repository, '1', signal)).digest).toBe(one.digest);
  expect(await findVersion(repository, 'latest', signal)).toMatchObject({
    name: 'net',
    digest: two.digest,
  });
  await expect(findVersion(repository, '3', signal)).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
    message: expect.stringContaining('its latest version is 2'),
  });
});
