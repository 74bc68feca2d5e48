import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarLayer } from '@package-model/core/image/layer';
import type { LayerEntry } from '@package-model/core/image/layer';
import { tarHeader } from '@package-model/core/image/tar';
import { digestOf } from '@package-model/core/oci/digest';
import type { BlobSource } from '@package-model/core/oci/repository';
import { expect, onTestFinished, test } from 'vitest';
import { layoutRepository } from './support/repositories.ts';
import { testPython } from './support/python.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { signal } = new AbortController();

function blob(sizeBytes: number): BlobSource {
  const bytes = Buffer.alloc(sizeBytes, 'x');
  const open = async function* open(): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  return { label: 'weights', sizeBytes, open };
}

/** Mounting is for root; elsewhere sudo must work without a question, as on CI runners. */
function asRoot(program: string, ...args: readonly string[]): void {
  const command = process.getuid?.() === 0 ? [program] : ['sudo', '-n', program];
  const [first = '', ...rest] = [...command, ...args];
  execFileSync(first, rest);
}

/** A file system of its own on a fresh folder. */
async function mounted(options: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'package-model-mount-'));
  asRoot('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder);
  onTestFinished(async () => {
    asRoot('umount', folder);
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

test('a disk that is too small is said with both sizes, before anything is written', async () => {
  const folder = join(await mounted('size=40m'), 'models');
  const repository = layoutRepository(folder);
  await expect(repository.putBlob(blob(60_000_000), signal)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringMatching(
      /models has 4\d MB free and 60 MB are needed; free some space or choose another folder$/,
    ),
  });
  expect(await readdir(join(folder, 'blobs/sha256'))).toEqual([]);
});

test('a disk that fills up while a blob is written leaves nothing half-made', async () => {
  const folder = join(await mounted('size=40m'), 'models');
  const repository = layoutRepository(folder);
  const source = blob(20_000_000);
  const filling: BlobSource = {
    ...source,
    open: async function* open() {
      await writeFile(join(folder, 'filler'), Buffer.alloc(30_000_000));
      yield* source.open(signal);
    },
  };
  await expect(repository.putBlob(filling, signal)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: `${folder} is full; free some space or choose another folder`,
  });
  expect(await readdir(join(folder, 'blobs/sha256'))).toEqual([]);
  expect(await readdir(join(folder, '.unfinished'))).toEqual([]);
});

test('a folder that cannot be written is named, with what to check', async () => {
  const folder = await mounted('size=40m');
  await mkdir(join(folder, 'models'));
  asRoot('mount', '-o', 'remount,ro', folder);
  const repository = layoutRepository(join(folder, 'models'));
  await expect(repository.putBlob(blob(10), signal)).rejects.toMatchObject({
    code: 'INVALID_LAYOUT',
    message: expect.stringMatching(
      /^cannot write the layout at .*models: EROFS: .*; check the folder and its rights$/,
    ),
  });
});

test('layouts on two file systems share no blob', async () => {
  const [from, to] = [
    layoutRepository(await mounted('size=40m')),
    layoutRepository(await temporaryFolder()),
  ];
  await from.putBlob(blob(10), signal);
  const found = { digest: digestOf(Buffer.alloc(10, 'x')), size: 10 };
  expect(await to.adoptBlob(found, from, signal)).toBeUndefined();
});

const referee = `
import json, sys, tarfile
with tarfile.open(sys.argv[1]) as archive:
    print(json.dumps([[m.name, m.type.decode(), m.mode, m.size, m.uid, m.gid, m.mtime, m.linkname]
                      for m in archive]))
`;

test('Python and GNU tar read our layers as they were written', async () => {
  const folder = await temporaryFolder();
  const file = (path: string, text: string): LayerEntry => {
    const bytes = Buffer.from(text);
    const open = async function* open(): AsyncGenerator<Uint8Array> {
      yield bytes;
    };
    return { kind: 'file', path, mode: 0o644, sizeBytes: bytes.length, open };
  };
  const long = `models/${'long/'.repeat(40)}name`;
  const owner = { uid: 3_000_000, gid: 70_000 };
  const layer = tarLayer('test', [
    { kind: 'directory', path: 'models', mode: 0o2775, owner },
    file('models/données ☃.bin', 'été'),
    file(long, 'x'.repeat(513)),
    file(`models/${'n'.repeat(93)}`, ''),
    { kind: 'link', path: 'models/latest', target: `${'up/'.repeat(50)}données` },
    { kind: 'directory', path: 'models/empty', mode: 0o755 },
  ]);
  const path = join(folder, 'layer.tar');
  await writeFile(path, layer.open(signal));
  const members: unknown[][] = JSON.parse(
    execFileSync(testPython(), ['-c', referee, path]).toString(),
  );
  const named = (name: string) => members.find(([found]) => found === name);
  expect(named('models')).toEqual(['models', '5', 0o2775, 0, 3_000_000, 70_000, 0, '']);
  expect(named('models/données ☃.bin')).toEqual([
    'models/données ☃.bin',
    '0',
    0o644,
    5,
    0,
    0,
    0,
    '',
  ]);
  expect(named(long)?.slice(0, 4)).toEqual([long, '0', 0o644, 513]);
  expect(named('models/latest')?.slice(0, 3)).toEqual(['models/latest', '2', 0o777]);
  expect(named('models/latest')?.at(-1)).toBe(`${'up/'.repeat(50)}données`);
  const target = join(folder, 'out');
  await mkdir(target);
  execFileSync('tar', ['-xf', path, '-C', target]);
  const listed = execFileSync('tar', ['-tvf', path], { env: { LANG: 'C.UTF-8', TZ: 'UTC' } });
  expect(
    listed
      .toString()
      .split('\n')
      .filter((line) => line.includes('1970-01-01')),
  ).toHaveLength(members.length);
});

test('Python reads the size of a file over 8 GiB', async () => {
  const path = join(await temporaryFolder(), 'header.tar');
  const sizeBytes = 9 * 1024 ** 3;
  await writeFile(path, tarHeader({ kind: 'file', path: 'big', mode: 0o644, sizeBytes }));
  const script = `import sys, tarfile; print(tarfile.open(sys.argv[1]).next().size)`;
  const printed = execFileSync(testPython(), ['-c', script, path]).toString();
  expect(Number(printed)).toBe(sizeBytes);
});

test('skopeo reads an image that many have written into at once', async () => {
  const folder = await temporaryFolder();
  const put = async (tag: string): Promise<void> => {
    const repository = layoutRepository(folder);
    const config = await repository.putBlob(
      {
        ...blob(2),
        open: async function* open() {
          yield Buffer.from('{}');
        },
      },
      signal,
    );
    const text = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: config.digest,
        size: 2,
      },
      layers: [],
      annotations: { tag },
    });
    const manifest = {
      bytes: Buffer.from(text),
      digest: digestOf(text),
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
    };
    await repository.putManifest(manifest, tag, signal);
  };
  const tags = Array.from({ length: 10 }, (_, index) => `v${index}`);
  await Promise.all(tags.map(put));
  for (const tag of tags) {
    const raw = execFileSync('skopeo', ['inspect', '--raw', `oci:${folder}:${tag}`]).toString();
    expect(JSON.parse(raw).annotations).toEqual({ tag });
  }
});
