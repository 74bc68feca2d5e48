import { chmod, mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parentPaths, tarLayer, withParents } from '@package-model/core/image/layer';
import type { LayerEntry } from '@package-model/core/image/layer';
import { modelLayers } from '@package-model/core/model/layers';
import { listModelFiles } from '@package-model/core/model/list-files';
import { digestOf } from '@package-model/core/oci/digest';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect } from '../collect.ts';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();

function file(path: string, text: string): LayerEntry {
  const bytes = Buffer.from(text);
  return {
    kind: 'file',
    path,
    mode: 0o644,
    sizeBytes: bytes.length,
    open: async function* open() {
      yield bytes;
    },
  };
}

async function layerDigest(entries: readonly LayerEntry[]): Promise<string> {
  return digestOf(await collect(tarLayer('test', entries).open(signal)));
}

test('puts entries in order of their paths, each after its folders', () => {
  const entries = withParents([file('b/z', ''), file('b-a', ''), file('b/a/x', ''), file('B', '')]);
  expect(entries.map((entry) => entry.path)).toEqual(['B', 'b-a', 'b', 'b/a', 'b/a/x', 'b/z']);
});

test('a folder that is given keeps its mode and owner, parents get 0755', () => {
  const owner = { uid: 5, gid: 6 };
  const given: LayerEntry = { kind: 'directory', path: 'a/b', mode: 0o700, owner };
  expect(withParents([file('a/b/c', ''), given])).toMatchObject([
    { path: 'a', mode: 0o755 },
    { path: 'a/b', mode: 0o700, owner },
    { path: 'a/b/c' },
  ]);
});

test('two entries for one path are a programming error', () => {
  expect(() => withParents([file('a', '1'), file('a', '2')])).toThrow('two entries for a');
});

test('parents of a path, from the top', () => {
  expect(parentPaths('a/b/c')).toEqual(['a', 'a/b']);
  expect(parentPaths('a')).toEqual([]);
});

test('says its size before anything is read, and that is what it gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.stringMatching(/^[a-zé]{1,60}(\/[a-z]{1,80}){0,3}f$/), fc.string(), {
        maxKeys: 6,
      }),
      async (files) => {
        const paths = Object.keys(files);
        fc.pre(!paths.some((path) => paths.some((other) => other.startsWith(`${path}/`))));
        const layer = tarLayer(
          'test',
          Object.entries(files).map(([path, text]) => file(path, text)),
        );
        expect((await collect(layer.open(signal))).length).toBe(layer.sizeBytes);
      },
    ),
    { numRuns: 50 },
  );
});

test('can be opened again and gives the same bytes', async () => {
  const layer = tarLayer('test', [file('a/b', 'text')]);
  const first = await collect(layer.open(signal));
  expect(Buffer.compare(first, await collect(layer.open(signal)))).toBe(0);
});

test('has its golden digest, whatever the order of the entries', async () => {
  const entries: LayerEntry[] = [
    file('models/net/config.json', '{}\n'),
    file('models/net/données.txt', 'été\n'),
    { kind: 'directory', path: 'models/net/empty', mode: 0o755 },
    { kind: 'link', path: 'models/net/latest', target: 'config.json' },
    file(`models/net/${'long-'.repeat(30)}name`, ''),
  ];
  const golden = 'sha256:fd92f00439f28720491aee77a20df6becf31905bd476311e0c546fb688a5afcb';
  expect(await layerDigest(entries)).toBe(golden);
  expect(await layerDigest(entries.toReversed())).toBe(golden);
});

type Written = { readonly order: readonly string[]; readonly mode: number; readonly time: Date };

async function modelDigests(written: Written): Promise<string[]> {
  const folder = await temporaryFolder();
  for (const path of written.order) {
    const target = join(folder, 'net', path);
    await mkdir(dirname(target), { recursive: true, mode: written.mode | 0o100 });
    await writeFile(target, `content of ${path}`, { mode: written.mode });
    await chmod(target, written.mode);
    await utimes(target, written.time, written.time);
  }
  const layers = modelLayers('net', await listModelFiles('net', folder));
  return Promise.all(
    layers.map(async (layer) => digestOf(await collect(layer.source.open(signal)))),
  );
}

test('the same files give the same digest, whatever their age, mode and order of creation', async () => {
  const paths = ['a.bin', 'Z.bin', 'sub/é.txt', 'sub/b.txt'];
  const one = await modelDigests({ order: paths, mode: 0o600, time: new Date(0) });
  const other = await modelDigests({
    order: paths.toReversed(),
    mode: 0o777,
    time: new Date(1_700_000_000_000),
  });
  expect(other).toEqual(one);
  expect(one).toEqual(['sha256:7d167d791758cdebe75422e80dd9c574ef5b9277e92147fd86bcf6e4010e6b6b']);
});
