import { randomBytes } from 'node:crypto';
import { applyChanges } from '@package-model/core/image/base-paths';
import { readArchive } from '@package-model/core/image/read-archive';
import { digestOf } from '@package-model/core/oci/digest';
import { expect, test } from 'vitest';
import { collect, inPieces } from '../collect.ts';
import { archiveOf, configFor, layerOf, newForm, oldForm } from './archives.ts';
import type { Member } from './archives.ts';

async function read(members: readonly Member[], lengths: readonly number[] = [65_536]) {
  return readArchive(inPieces(archiveOf(members), lengths), async (layer) => collect(layer.bytes));
}

const small = await layerOf({ 'models/net/a.txt': 'a', 'etc/os-release': 'x' });
const brace = await layerOf({ '{odd}/name': 'a layer that starts like JSON' });
const large = await layerOf({ 'usr/lib/big': randomBytes(200_000).toString('base64') });
const layers = [small, large, brace, small];

const forms: readonly (readonly [string, readonly Member[]])[] = [
  ['a folder for each layer', oldForm(layers)],
  ['blobs by digest', newForm(layers)],
  ['compressed blobs', newForm(layers, 'gzip')],
];

test.each(forms)(
  'reads the form with %s: layers in order, each as its plain bytes',
  async (_, members) => {
    const image = await read(members);
    expect(image.layers.map((layer) => layer.diffId)).toEqual(layers.map((one) => digestOf(one)));
    expect(image.layers.every((layer, at) => layer.stored.equals(layers[at] ?? small))).toBe(true);
    expect(Buffer.from(image.configBytes).toString()).toBe(configFor(layers));
    expect(image.config.config.Env).toEqual(['PATH=/bin']);
  },
);

test.each(forms)('reads the form with %s in pieces of any size', async (_, members) => {
  for (const lengths of [[1, 7, 511, 513, 4096], [100]]) {
    expect((await read(members, lengths)).layers).toHaveLength(4);
  }
});

test('finds what the image has at our paths', async () => {
  const image = await read(newForm([small], 'gzip'));
  expect([...applyChanges(image.layers.map((layer) => layer.changes)).keys()]).toEqual([
    'models',
    'models/net',
  ]);
});

function without(members: readonly Member[], path: RegExp): Member[] {
  return members.filter((member) => !path.test(member.path));
}

function replaced(members: readonly Member[], path: RegExp, bytes: string | Buffer): Member[] {
  return members.map((member) => (path.test(member.path) ? { path: member.path, bytes } : member));
}

test.each<[string, Member[], string]>([
  ['no listing', without(newForm([small]), /^manifest/), 'the archive has no manifest.json'],
  ['a listing that is not JSON', replaced(newForm([small]), /^manifest/, '{['), 'names no image'],
  [
    'an empty listing',
    replaced(newForm([small]), /^manifest/, '[]'),
    'manifest.json names no image',
  ],
  ['a missing layer', without(oldForm([small]), /layer\.tar$/), 'the archive lacks 0000'],
  ['a missing config', without(oldForm([small]), /^[0-9a-f]{64}\.json$/), 'the archive lacks'],
  ['another layer', replaced(oldForm([small]), /layer\.tar$/, large), 'the image says sha256:'],
])('an archive with %s is refused', async (_, members, text) => {
  await expect(read(members)).rejects.toMatchObject({
    code: 'BAD_ARCHIVE',
    message: expect.stringContaining(text),
  });
});

test('a config with more layers than the archive is refused', async () => {
  const members = oldForm([small, large]).map((member) =>
    member.path === 'manifest.json' && 'bytes' in member
      ? { ...member, bytes: String(member.bytes).replace(/,"1{64}\/layer\.tar"/, '') }
      : member,
  );
  await expect(read(members)).rejects.toMatchObject({
    code: 'BAD_ARCHIVE',
    message: 'the archive has another number of layers than the image',
  });
});

test('a cut archive and a damaged layer are errors', async () => {
  const bytes = archiveOf(newForm(layers, 'gzip'));
  const cut = readArchive(inPieces(bytes.subarray(0, 2000), [512]), async (layer) =>
    collect(layer.bytes),
  );
  await expect(cut).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
  const damaged = Buffer.from(bytes);
  damaged.fill(0xff, 540, 560);
  const read = readArchive(inPieces(damaged, [512]), async (layer) => collect(layer.bytes));
  await expect(read).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
});
