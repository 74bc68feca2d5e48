import {
  chmod,
  lstat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { faultsOfFolder } from '@package-model/core/image/layer-folder';
import type { LayerInFolder } from '@package-model/core/image/layer-folder';
import { tarLayer } from '@package-model/core/image/layer';
import type { LayerEntry } from '@package-model/core/image/layer';
import { tarHeader } from '@package-model/core/image/tar';
import { unpackLayer } from '@package-model/core/image/unpack-layer';
import { digestOf } from '@package-model/core/oci/digest';
import { beforeEach, describe, expect, test } from 'vitest';
import { collect, inPieces } from '../collect.ts';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();

function file(path: string, text: string, mode = 0o644): LayerEntry {
  const bytes = Buffer.from(text);
  const open = async function* open() {
    yield bytes;
  };
  return { kind: 'file', path, mode, sizeBytes: bytes.length, open };
}

const long = `models/net/${'deep/'.repeat(30)}größe.bin`;
const layersOfModel: readonly (readonly LayerEntry[])[] = [
  [file('models/net/weights.bin', 'w'.repeat(300_000))],
  [
    file('models/net/labels.txt', 'a b c'),
    file('models/net/run.sh', '', 0o755),
    file(long, 'x'),
    { kind: 'link', path: 'models/net/latest', target: 'weights.bin' },
    { kind: 'directory', path: 'models/net/empty', mode: 0o755 },
  ],
];

async function unpacked() {
  const folder = await temporaryFolder();
  const layers: LayerInFolder[] = [];
  for (const entries of layersOfModel) {
    const bytes = await collect(tarLayer('x', entries).open(signal));
    const open = () => inPieces(bytes, [4096]);
    const paths = await unpackLayer(open(), folder, signal);
    layers.push({ digest: digestOf(bytes), paths, open });
  }
  return { folder, layers };
}

describe('a folder that layers were unpacked into', () => {
  let folder = '';
  let layers: readonly LayerInFolder[] = [];
  const faults = () => faultsOfFolder(folder, layers, signal);
  const at = (path: string) => join(folder, 'models/net', path);

  beforeEach(async () => {
    ({ folder, layers } = await unpacked());
  });

  test('has their digests, whatever the umask', async () => {
    expect(await faults()).toEqual([]);
    const former = process.umask(0o077);
    try {
      ({ folder, layers } = await unpacked());
    } finally {
      process.umask(former);
    }
    expect(await faults()).toEqual([]);
  });

  test('names the file in which one byte was flipped', async () => {
    const bytes = await readFile(at('weights.bin'));
    bytes[299_999] = 0x78;
    await writeFile(at('weights.bin'), bytes);
    const what = "models/net/weights.bin differs from the model's layer: its bytes";
    expect(await faults()).toEqual([what]);
  });

  test('names the file whose mode was changed', async () => {
    await chmod(at('labels.txt'), 0o600);
    expect(await faults()).toEqual([
      "models/net/labels.txt differs from the model's layer: its mode is 0600, not 0644",
    ]);
  });

  test('names the folder whose mode was changed', async () => {
    await chmod(at('empty'), 0o777);
    expect((await faults())[0]).toContain('models/net/empty');
  });

  test('names a file of another name by both names', async () => {
    await rename(at('labels.txt'), at('Labels.txt'));
    expect(await faults()).toEqual([
      'models/net/labels.txt is missing',
      'models/net/Labels.txt is not in the model',
    ]);
  });

  test('names a file that grew, that came or that became a link', async () => {
    await writeFile(at('labels.txt'), 'a b c d');
    expect((await faults())[0]).toContain('models/net/labels.txt');
    await writeFile(at('labels.txt'), 'a b c');
    expect(await faults()).toEqual([]);
    await writeFile(at('new.pyc'), '');
    expect(await faults()).toEqual(['models/net/new.pyc is not in the model']);
    await rm(at('new.pyc'));
    await rm(at('labels.txt'));
    await symlink('weights.bin', at('labels.txt'));
    expect(await faults()).toEqual([
      "models/net/labels.txt differs from the model's layer: its kind",
    ]);
  });

  test('names a link that points elsewhere', async () => {
    await rm(at('latest'));
    await symlink('labels.txt', at('latest'));
    expect(await faults()).toEqual([
      "models/net/latest differs from the model's layer: its target",
    ]);
  });
});

describe('unpacking refuses', () => {
  const cases: readonly (readonly [string, readonly LayerEntry[]])[] = [
    ['a path that climbs', [file('models/../../x', 'x')]],
    [
      'an entry below a link',
      [
        { kind: 'directory', path: 'models', mode: 0o755 },
        { kind: 'directory', path: 'models/net', mode: 0o755 },
        { kind: 'link', path: 'models/net/a', target: '.' },
        file('models/net/a/x', 'x'),
      ],
    ],
    ['a link that leaves', [{ kind: 'link', path: 'models/net/a', target: '../../etc' }]],
    ['an absolute link', [{ kind: 'link', path: 'models/net/a', target: '/etc/passwd' }]],
  ];
  test.each(cases)('%s', async (_name, entries) => {
    const folder = join(await temporaryFolder(), 'in');
    await mkdir(join(folder, 'models/net'), { recursive: true });
    const raw = entries.map((entry) => Buffer.from(tarHeader(entry)));
    const end = new Uint8Array(1024);
    const unpacking = unpackLayer(inPieces(Buffer.concat([...raw, end]), [512]), folder, signal);
    await expect(unpacking).rejects.toThrow(/the entry \S+ of a model layer/);
  });
});

describe('unpacking on Windows refuses', () => {
  test.each([
    ['a backslash, which leads out of the folder', file('models/net/..\\..\\x', 'x')],
    ['a drive', file('models/net/C:x', 'x')],
    ['a stream of another file', file('models/net/weights.bin:x', 'x')],
    ['a device', file('models/net/nul', 'x')],
    [
      'a link that a backslash leads out',
      { kind: 'link', path: 'models/net/a', target: '..\\..\\..\\x' } as const,
    ],
  ])('%s', async (_name, entry) => {
    const folder = join(await temporaryFolder(), 'in');
    await mkdir(join(folder, 'models/net'), { recursive: true });
    const bytes = await collect(tarLayer('x', [entry]).open(signal));
    const unpacking = unpackLayer(inPieces(bytes, [512]), folder, signal, 'win32');
    await expect(unpacking).rejects.toMatchObject({
      code: 'BAD_ARCHIVE',
      message: expect.stringMatching(/, which Windows cannot hold; rename it and register/),
    });
    expect(await readdir(join(folder, 'models/net'))).toEqual([]);
  });
});

test('a link is made after what it points at, whatever their names', async () => {
  const folder = await temporaryFolder();
  const bytes = await collect(
    tarLayer('x', [
      { kind: 'directory', path: 'models', mode: 0o755 },
      { kind: 'directory', path: 'models/net', mode: 0o755 },
      { kind: 'link', path: 'models/net/a', target: 'b' },
      { kind: 'directory', path: 'models/net/b', mode: 0o755 },
      file('models/net/b/w.bin', 'w'),
    ]).open(signal),
  );
  const link = join(folder, 'models/net/a');
  const untilTheEnd = async function* untilTheEnd() {
    yield* inPieces(bytes.subarray(0, -1024), [512]);
    expect(await readdir(join(folder, 'models/net'))).toEqual(['b']);
    yield bytes.subarray(-1024);
  };
  await unpackLayer(untilTheEnd(), folder, signal);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(join(folder, 'models/net/a/w.bin'), 'utf8')).toBe('w');
});
