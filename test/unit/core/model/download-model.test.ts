import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import type { Move } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { downloadModel } from '@package-model/core/model/download/download-model';
import { LARGE_FILE_BYTES } from '@package-model/core/model/layers';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import { blobPath } from '@package-model/core/oci/layout/layout-files';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import type { Digest } from '@package-model/core/oci/digest';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

const never = new AbortController().signal;

/** A layout that counts what is read and can break off. */
class Watched extends LayoutRepository {
  readonly read: Digest[] = [];
  breakAt: number | undefined;

  override async *readBlob(digest: Digest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    this.read.push(digest);
    if (this.read.length - 1 === this.breakAt) throw new Error('the connection was reset');
    yield* super.readBlob(digest, signal);
  }
}

async function bench() {
  const folder = await temporaryFolder({
    'net/weights.bin': Buffer.alloc(LARGE_FILE_BYTES, 'w'),
    'net/more.bin': Buffer.alloc(LARGE_FILE_BYTES, 'm'),
    'net/sub/labels.txt': 'a b c',
  });
  await symlink('weights.bin', join(folder, 'net/latest'));
  await mkdir(join(folder, 'net/empty'));
  const repository = new Watched(
    { name: 'dir:models/net', folder: join(folder, 'models/net') },
    systemClock,
  );
  const moves: Move[] = [];
  const deps = {
    log: { ...silentLog, moved: (move: Move) => void moves.push(move) },
    clock: systemClock,
    signal: never,
  };
  const register = async () =>
    registerModel({ name: 'net', entries: await listModelFiles('net', folder) }, repository, {
      ...deps,
      log: silentLog,
      digests: noDigestCache,
    });
  const model = await register();
  const target = join(folder, 'out/net');
  const download = (change: Partial<Parameters<typeof downloadModel>[0]> = {}, signal = never) =>
    downloadModel({ model, folder: target, existing: 'refuse', ...change }, { ...deps, signal });
  return { folder, target, repository, moves, model, register, download };
}

test('the files have the modes and times of the layers, and nothing stands beside them', async () => {
  const { folder, target, download, moves } = await bench();
  const former = process.umask(0o077);
  await download().finally(() => process.umask(former));
  expect(await readdir(join(folder, 'out'))).toEqual(['net']);
  expect((await readdir(join(target, 'net'))).toSorted()).toEqual([
    'empty',
    'latest',
    'more.bin',
    'sub',
    'weights.bin',
  ]);
  expect(await readFile(join(target, 'net/sub/labels.txt'), 'utf8')).toBe('a b c');
  expect(await readlink(join(target, 'net/latest'))).toBe('weights.bin');
  const facts = async (path: string) => {
    const { mode, mtimeMs } = await lstat(join(target, path));
    return [(mode & 0o777).toString(8), mtimeMs];
  };
  expect(await facts('net/weights.bin')).toEqual(['644', 0]);
  expect(await facts('net/sub')).toEqual(['755', 0]);
  expect(await facts('')).toEqual(['755', 0]);
  expect((await lstat(join(target, 'net/latest'))).mtimeMs).toBe(0);
  expect(moves).toMatchObject([{ what: 'model net:1', how: 'written', why: 'asked for' }]);
});

test.each([
  ['a byte of a file', 5000, 'DIGEST_MISMATCH'],
  ['a byte of a header', 700, 'BAD_ARCHIVE'],
])('%s that was changed in the store never becomes visible', async (_, at, code) => {
  const { folder, repository, model, download } = await bench();
  const digest = model.layers[0]?.digest;
  if (digest === undefined) throw new Error('the model has no layers');
  const path = blobPath(repository.folder, digest);
  const bytes = await readFile(path);
  bytes[at] = 0x21;
  await writeFile(path, bytes);
  await expect(download()).rejects.toMatchObject({ code });
  expect(await readdir(join(folder, 'out'))).toEqual([]);
});

test('a run after an interrupted one fetches only what is missing', async () => {
  const { target, repository, download, moves, model } = await bench();
  repository.breakAt = 2;
  await expect(download()).rejects.toThrow('the connection was reset');
  await expect(lstat(target)).rejects.toMatchObject({ code: 'ENOENT' });
  repository.read.length = 0;
  repository.breakAt = undefined;
  await download();
  expect(repository.read).toEqual([model.layers[2]?.digest]);
  expect(moves).toMatchObject([
    { sizeBytes: model.layers[2]?.size, why: 'the rest came in an earlier run' },
  ]);
});

test('a layer that was changed since it came is fetched again', async () => {
  const { folder, target, repository, download, model } = await bench();
  repository.breakAt = 2;
  await expect(download()).rejects.toThrow('the connection was reset');
  const hex = String(model.layers[0]?.digest).slice('sha256:'.length);
  const title = model.files.find(({ sizeBytes }) => sizeBytes >= LARGE_FILE_BYTES)?.path ?? '';
  const kept = join(folder, 'out/.net.download', hex, 'models/net', title);
  await chmod(kept, 0o600);
  repository.read.length = 0;
  repository.breakAt = undefined;
  await download();
  expect(repository.read).toEqual([model.layers[0]?.digest, model.layers[2]?.digest]);
  expect((await lstat(join(target, title))).mode & 0o777).toBe(0o644);
});

test('a folder that holds the version is left alone, and nothing is read', async () => {
  const { repository, download, moves } = await bench();
  await download();
  repository.read.length = 0;
  await download();
  expect(repository.read).toEqual([]);
  expect(moves.at(-1)).toMatchObject({ how: 'present', sizeBytes: 0 });
});

test('a folder with other files is refused as it is, or replaced where that is allowed', async () => {
  const { folder, target, download } = await bench();
  await download();
  await writeFile(join(target, 'net/sub/labels.txt'), 'x y z');
  await expect(download()).rejects.toThrow('holds other files than net:1');
  expect(await readFile(join(target, 'net/sub/labels.txt'), 'utf8')).toBe('x y z');
  await download({ existing: 'replace' });
  expect(await readFile(join(target, 'net/sub/labels.txt'), 'utf8')).toBe('a b c');
  expect(await readdir(join(folder, 'out'))).toEqual(['net']);
});

test('a file in the place of the folder is other files', async () => {
  const { folder, download } = await bench();
  const taken = join(folder, 'net/sub/labels.txt');
  await expect(download({ folder: taken })).rejects.toThrow('holds other files');
});

test('an empty folder is filled', async () => {
  const { target, download } = await bench();
  await mkdir(target, { recursive: true });
  await download();
  expect(await readdir(target)).toEqual(['net']);
});

test('a cancelled download shows nothing under its name', async () => {
  const { folder, repository, download } = await bench();
  const controller = new AbortController();
  const read = repository.readBlob.bind(repository);
  repository.readBlob = async function* readBlob(digest, signal) {
    for await (const chunk of read(digest, signal)) {
      controller.abort(new Error('cancelled'));
      yield chunk;
    }
  };
  await expect(download({}, controller.signal)).rejects.toThrow('cancelled');
  expect(await readdir(join(folder, 'out'))).toEqual([]);
});
