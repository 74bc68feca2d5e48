import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { tarLayer } from '@package-model/core/image/layer';
import type { LayerEntry } from '@package-model/core/image/layer';
import { silentLog } from '@package-model/core/log';
import { downloadModel } from '@package-model/core/model/download/download-model';
import { readModelManifest, modelManifest } from '@package-model/core/model/manifest';
import type { StoredModel } from '@package-model/core/model/types';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import type { Descriptor } from '@package-model/core/oci/descriptor';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();

function file(path: string, text = 'x'): LayerEntry {
  const bytes = Buffer.from(text);
  const open = async function* open() {
    yield bytes;
  };
  return { kind: 'file', path, mode: 0o644, sizeBytes: bytes.length, open };
}

async function modelOf(layers: readonly (readonly LayerEntry[])[], name = 'net') {
  const folder = await temporaryFolder();
  const repository = new LayoutRepository(
    { name: 'dir:m', folder: join(folder, 'm') },
    systemClock,
  );
  const descriptors: Descriptor[] = [];
  for (const entries of layers) {
    const placed = await repository.putBlob(tarLayer('layer', entries), signal);
    const { digest, sizeBytes: size } = placed;
    descriptors.push({ mediaType: 'application/vnd.cncf.model.weight.v1.tar', digest, size });
  }
  const manifest = modelManifest({ name, files: [], layers: descriptors }, '1');
  return { folder, model: readModelManifest(manifest, repository) };
}

function download(model: StoredModel, folder: string): Promise<void> {
  const deps = { log: silentLog, clock: systemClock, signal };
  return downloadModel({ model, folder: join(folder, 'out'), existing: 'refuse' }, deps);
}

const hostile: readonly (readonly [string, string, readonly (readonly LayerEntry[])[]])[] = [
  ['an entry beside the model', 'does not belong to the model', [[file('models/other/a')]]],
  ['an entry beside all models', 'does not belong to the model', [[file('etc/passwd')]]],
  [
    'the same path in two layers',
    'is in two layers',
    [[file('models/net/a', 'one')], [file('models/net/a', 'two')]],
  ],
  [
    'a file below a link of another layer',
    'is a folder and a file',
    [
      [
        { kind: 'directory', path: 'models/net/real', mode: 0o755 },
        { kind: 'link', path: 'models/net/dir', target: 'real' },
      ],
      [file('models/net/dir/a')],
    ],
  ],
  [
    'a link that leaves the model',
    'leaves the model',
    [[{ kind: 'link', path: 'models/net/up', target: '../../../../etc' }]],
  ],
];

test.each(hostile)('%s is refused', async (_, why, layers) => {
  const { folder, model } = await modelOf(layers);
  const failing = download(model, folder);
  await expect(failing).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
  await expect(failing).rejects.toThrow(why);
  expect(await readdir(folder)).toEqual(['m']);
});

test.each(['..', '../out', '/etc', 'a/b', '.', 'a\\b', ''])(
  'a manifest with the name %j is no model',
  async (name) => {
    const { folder, model } = await modelOf([[file('models/net/a')]], name);
    await expect(download(model, folder)).rejects.toMatchObject({ code: 'NOT_A_MODEL' });
    expect(await readdir(folder)).toEqual(['m']);
  },
);

test('a store that sends more than its manifest says is cut off', async () => {
  const { folder, model } = await modelOf([[file('models/net/a')]]);
  const [layer] = model.layers;
  if (layer === undefined) throw new Error('the model has no layers');
  const small = { ...model, layers: [{ ...layer, size: 512 }] };
  await expect(download(small, folder)).rejects.toThrow('sends more than the 512 bytes');
  await expect(lstat(join(folder, 'out'))).rejects.toMatchObject({ code: 'ENOENT' });
});
