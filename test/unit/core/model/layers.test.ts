import { LARGE_FILE_BYTES, MAX_LARGE_LAYERS, modelLayers } from '@package-model/core/model/layers';
import type { ModelEntry } from '@package-model/core/model/list-files';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

function file(path: string, sizeBytes: number): ModelEntry {
  const stat = { sizeBytes, mtimeNs: '1', ctimeNs: '2', inode: '3', device: '4' };
  return { kind: 'file', path, source: `/models/${path}`, stat };
}

function titles(entries: readonly ModelEntry[]): string[] {
  return modelLayers('net', entries).map((layer) => layer.title);
}

const large = (count: number): ModelEntry[] =>
  Array.from({ length: count }, (_, index) => file(`w/part-${index}.bin`, LARGE_FILE_BYTES));

test('a large file has a layer of its own, small ones share one', () => {
  const entries = [
    file('a.json', 1),
    file('b.bin', LARGE_FILE_BYTES),
    file('c.bin', LARGE_FILE_BYTES - 1),
  ];
  expect(titles(entries)).toEqual(['b.bin', 'small files']);
});

test('up to forty large files have a layer each', () => {
  expect(titles(large(MAX_LARGE_LAYERS))).toHaveLength(40);
  expect(titles(large(MAX_LARGE_LAYERS))).toContain('w/part-7.bin');
});

test('sixty large files share forty fixed buckets', () => {
  const found = titles(large(60));
  expect(found.length).toBeLessThanOrEqual(40);
  expect(found.every((title) => /^large files \d+ of 40$/.test(title))).toBe(true);
});

test('a file stays in its bucket whatever is beside it', () => {
  const bucketOf = (entries: readonly ModelEntry[]): string | undefined =>
    modelLayers('net', entries).find((layer) =>
      layer.largeFiles.some(({ path }) => path === 'w/part-7.bin'),
    )?.title;
  expect(bucketOf(large(60))).toMatch(/^large files/);
  expect(bucketOf(large(90))).toBe(bucketOf(large(60)));
});

test('very many small files are spread over sixteen buckets', () => {
  const many = Array.from({ length: 100 }, (_, index) => file(`s/${index}`, 4_000_000));
  const found = titles(many);
  expect(found.length).toBeLessThanOrEqual(16);
  expect(found.every((title) => /^small files \d+ of 16$/.test(title))).toBe(true);
});

test('folders and links travel with the small files', () => {
  const entries: ModelEntry[] = [
    { kind: 'folder', path: 'net' },
    { kind: 'link', path: 'net/current', target: 'w.bin' },
    file('net/w.bin', LARGE_FILE_BYTES),
  ];
  expect(titles(entries)).toEqual(['net/w.bin', 'small files']);
});

test('no entry is lost and none is twice, whatever the sizes', () => {
  const sizes = fc.array(fc.nat(3 * LARGE_FILE_BYTES), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(sizes, (list) => {
      const entries = list.map((sizeBytes, index) => file(`f/${index}`, sizeBytes));
      const layers = modelLayers('net', entries);
      const total = layers.reduce((sum, layer) => sum + layer.source.sizeBytes, 0);
      const dataBytes = list.reduce((sum, sizeBytes) => sum + Math.ceil(sizeBytes / 512) * 512, 0);
      const fileHeaders = list.length * 512;
      const perLayer = 3 * 512 + 1024;
      expect(total).toBe(dataBytes + fileHeaders + layers.length * perLayer);
      expect(layers.length).toBeLessThanOrEqual(56);
    }),
    { numRuns: 50 },
  );
});

test('the key changes with anything that can mean other bytes', () => {
  const keyOf = (name: string, entry: ModelEntry): string =>
    modelLayers(name, [entry])[0]?.key ?? '';
  const one = file('w.bin', 10);
  if (one.kind !== 'file') return;
  const others = [
    keyOf('other', one),
    keyOf('net', file('x.bin', 10)),
    keyOf('net', file('w.bin', 11)),
    ...(['mtimeNs', 'ctimeNs', 'inode', 'device'] as const).map((fact) =>
      keyOf('net', { ...one, stat: { ...one.stat, [fact]: '9' } }),
    ),
    keyOf('net', { ...one, source: '/elsewhere/w.bin' }),
  ];
  expect(new Set([...others, keyOf('net', one)]).size).toBe(others.length + 1);
  expect(keyOf('net', file('w.bin', 10))).toBe(keyOf('net', one));
});
