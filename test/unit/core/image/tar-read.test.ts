import { tarLayer, withParents } from '@package-model/core/image/layer';
import type { LayerEntry } from '@package-model/core/image/layer';
import { TAR_END_BYTES, tarHeader } from '@package-model/core/image/tar';
import type { TarHeader } from '@package-model/core/image/tar-header';
import { readTar } from '@package-model/core/image/tar-read';
import { TarScanner } from '@package-model/core/image/tar-scan';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect, inPieces } from '../collect.ts';

const { signal } = new AbortController();

type Found = Pick<TarHeader, 'path' | 'type' | 'linkTarget' | 'mode' | 'uid' | 'gid'> & {
  readonly data: string;
};

function file(path: string, data: Uint8Array): LayerEntry {
  return {
    kind: 'file',
    path,
    mode: 0o644,
    sizeBytes: data.length,
    open: async function* open() {
      yield data;
    },
  };
}

function found(header: TarHeader, data: Buffer): Found {
  const { path, type, linkTarget, mode, uid, gid } = header;
  return { path, type, linkTarget, mode, uid, gid, data: data.toString('base64') };
}

async function read(source: AsyncIterable<Uint8Array>): Promise<Found[]> {
  const files: Found[] = [];
  for await (const { header, bytes } of readTar(source)) {
    files.push(found(header, await collect(bytes)));
  }
  return files;
}

async function scan(source: AsyncIterable<Uint8Array>): Promise<Found[]> {
  const entries: { header: TarHeader; pieces: Buffer[] }[] = [];
  const scanner = new TarScanner({
    entry: (header) => void entries.push({ header, pieces: [] }),
    data: (piece) => void entries.at(-1)?.pieces.push(Buffer.from(piece)),
  });
  for await (const chunk of source) scanner.push(chunk);
  return entries.map(({ header, pieces }) => found(header, Buffer.concat(pieces)));
}

async function written(entries: readonly LayerEntry[]): Promise<Found[]> {
  return Promise.all(
    withParents(entries).map(async (entry): Promise<Found> => {
      const none = { path: entry.path, linkTarget: '', uid: 0, gid: 0, data: '' };
      switch (entry.kind) {
        case 'directory': {
          const { uid = 0, gid = 0 } = entry.owner ?? {};
          return { ...none, type: 'directory', mode: entry.mode, uid, gid };
        }
        case 'link':
          return { ...none, type: 'symlink', mode: 0o777, linkTarget: entry.target };
        case 'file': {
          const bytes = await collect(entry.open(signal));
          return { ...none, type: 'file', mode: entry.mode, data: bytes.toString('base64') };
        }
      }
    }),
  );
}

const segment = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => !/[/\0\n]|^\.{1,2}$/.test(text));
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const owner = fc.record({ uid: fc.nat(4_294_967_294), gid: fc.nat(4_294_967_294) });
const entry: fc.Arbitrary<LayerEntry> = fc.oneof(
  fc.record({
    kind: fc.constant('directory' as const),
    path,
    mode: fc.nat(0o7777),
    owner,
  }),
  fc.record({ kind: fc.constant('link' as const), path, target: path }),
  fc.tuple(path, fc.uint8Array({ maxLength: 1500 })).map(([at, data]) => file(at, data)),
);
const entries = fc
  .array(entry, { maxLength: 8 })
  .map((list) => [...new Map(list.map((one) => [one.path, one])).values()])
  .filter((list) =>
    list.every((one) => !list.some((other) => other.path.startsWith(`${one.path}/`))),
  );
const pieces = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 });

test('both readers find what the writer wrote, whatever the pieces it comes in', async () => {
  await fc.assert(
    fc.asyncProperty(entries, pieces, async (list, lengths) => {
      const bytes = await collect(tarLayer('test', list).open(signal));
      const expected = await written(list);
      expect(await read(inPieces(bytes, lengths))).toEqual(expected);
      expect(await scan(inPieces(bytes, lengths))).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test('data that nobody reads, or reads half, is passed over', async () => {
  const list = [file('a', new Uint8Array(5000).fill(7)), file('b', new Uint8Array(600).fill(8))];
  const bytes = await collect(tarLayer('test', list).open(signal));
  const unread: string[] = [];
  for await (const { header } of readTar(inPieces(bytes, [700]))) unread.push(header.path);
  expect(unread).toEqual(['a', 'b']);
  const half: string[] = [];
  for await (const { header, bytes: data } of readTar(inPieces(bytes, [700]))) {
    half.push(header.path);
    for await (const _ of data) break;
  }
  expect(half).toEqual(['a', 'b']);
});

test('a size of 8 GiB and more is read back', async () => {
  const sizeBytes = 9 * 1024 ** 3;
  const header = tarHeader({ kind: 'file', path: 'big', mode: 0o644, sizeBytes });
  const seen: TarHeader[] = [];
  new TarScanner({ entry: (one) => void seen.push(one) }).push(header);
  expect(seen).toMatchObject([{ path: 'big', sizeBytes }]);
});

/** One header as other writers make it; the checksum is set. */
function foreign(change: (block: Buffer) => void): Buffer {
  const block = Buffer.from(tarHeader({ kind: 'file', path: 'name', mode: 0o644, sizeBytes: 0 }));
  change(block);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

const end = Buffer.alloc(TAR_END_BYTES);

test('reads what other writers write: GNU long names, ustar prefixes, base-256 numbers', async () => {
  const long = `${'d/'.repeat(80)}file`;
  const name = Buffer.alloc(512);
  name.write(`${long}\0`);
  const gnu = foreign((block) => {
    block.write('L', 156);
    block.write('00000000245\0', 124);
  });
  const plain = foreign(() => {});
  const prefixed = foreign((block) => void block.write('some/folder', 345));
  const sized = foreign((block) => {
    block.fill(0, 124, 136);
    block[124] = 0x80;
    block.writeUInt32BE(3, 132);
  });
  const data = Buffer.alloc(512);
  data.write('abc');
  const dotted = foreign((block) => void block.write('./name', 0));
  const archive = Buffer.concat([gnu, name, plain, prefixed, sized, data, dotted, end]);
  const files = await read(inPieces(archive, [100]));
  expect(files.map((one) => one.path)).toEqual([long, 'some/folder/name', 'name', 'name']);
  expect(files[2]?.data).toBe(Buffer.from('abc').toString('base64'));
});

test('data of a kind that is not known is passed over as a file', async () => {
  const sparse = foreign((block) => {
    block.write('S', 156);
    block.write('00000000003\0', 124);
  });
  const archive = Buffer.concat([sparse, Buffer.alloc(512, 'x'), foreign(() => {}), end]);
  expect((await read(inPieces(archive, [512]))).map((one) => one.type)).toEqual(['file', 'file']);
  expect(await scan(inPieces(archive, [512]))).toHaveLength(2);
});

test('devices and pipes are neither files nor folders', async () => {
  const kinds = ['3', '4', '6'].map((flag) => foreign((block) => void block.write(flag, 156)));
  const files = await read(inPieces(Buffer.concat([...kinds, end]), [512]));
  expect(files.map((one) => one.type)).toEqual(['other', 'other', 'other']);
});

test('a damaged or cut archive is an error', async () => {
  const bytes = await collect(
    tarLayer('test', [file('a', new Uint8Array(2000).fill(1))]).open(signal),
  );
  const damaged = Buffer.from(bytes);
  damaged[3] = 0x41;
  const broken = { code: 'BAD_ARCHIVE' };
  await expect(read(inPieces(damaged, [512]))).rejects.toMatchObject(broken);
  await expect(scan(inPieces(damaged, [512]))).rejects.toMatchObject(broken);
  await expect(read(inPieces(bytes.subarray(0, 300), [512]))).rejects.toMatchObject(broken);
  await expect(read(inPieces(bytes.subarray(0, 1500), [512]))).rejects.toMatchObject(broken);
});

test('an extended header that would fill the memory is refused', async () => {
  const huge = foreign((block) => {
    block.write('x', 156);
    block.write('77777777777\0', 124);
  });
  await expect(read(inPieces(huge, [512]))).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
  await expect(scan(inPieces(huge, [512]))).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
});
