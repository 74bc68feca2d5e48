import { paddingBytes, TAR_END_BYTES, tarHeader } from '@package-model/core/image/tar';
import type { TarEntry } from '@package-model/core/image/tar';
import { digestOf } from '@package-model/core/oci/digest';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const file = (path: string, sizeBytes = 3, mode = 0o644): TarEntry => ({
  kind: 'file',
  path,
  mode,
  sizeBytes,
});

/** The texts of a PAX header, or [] when the entry has none. */
function paxLines(entry: TarEntry): string[] {
  const header = Buffer.from(tarHeader(entry));
  if (header.toString('latin1', 156, 157) !== 'x') return [];
  const sizeBytes = Number.parseInt(header.toString('latin1', 124, 135), 8);
  return header
    .toString('utf8', 512, 512 + sizeBytes)
    .split('\n')
    .slice(0, -1);
}

test('a plain file takes one block, field by field as POSIX has them', () => {
  const header = Buffer.from(tarHeader(file('models/net/weights.bin', 8_388_608)));
  const field = (start: number, end: number): string => header.toString('latin1', start, end);
  expect(header).toHaveLength(512);
  expect(field(0, 23)).toBe('models/net/weights.bin\0');
  expect(field(100, 108)).toBe('0000644\0');
  expect(field(108, 116)).toBe('0000000\0');
  expect(field(116, 124)).toBe('0000000\0');
  expect(field(124, 136)).toBe('00040000000\0');
  expect(field(136, 148)).toBe('00000000000\0');
  expect(field(148, 156)).toBe('013414\0 ');
  expect(field(156, 157)).toBe('0');
  expect(field(257, 265)).toBe('ustar\x0000');
  expect(header.subarray(265, 329).every((byte) => byte === 0)).toBe(true);
});

test.each<[string, TarEntry, string]>([
  [
    'a file',
    file('models/net/weights.bin', 8_388_608),
    'a30da43371e789c922a53cc809949c4fc7cb15b915fa1122675d1ed5ac7516dc',
  ],
  [
    'an executable file',
    file('a/run.sh', 0, 0o755),
    '97949dae0ad555db45a1ac360cf9520c00d804b73a1c3e663891ca4f7a619e69',
  ],
  [
    'a folder',
    { kind: 'directory', path: 'models/net', mode: 0o755 },
    '0f2c899b1852efc8d03ce60f7e78431bd605dfde2399af6cb89bdfd7bf102952',
  ],
  [
    'a folder of an owner',
    { kind: 'directory', path: 'models', mode: 0o2775, owner: { uid: 1000, gid: 4_294_967_294 } },
    'cac6fab31cc42060940f9ef121510f27d9435c478f8efce74aa6c8f07a64e1c7',
  ],
  [
    'a link',
    { kind: 'link', path: 'a/7', target: '/models/net' },
    '3aaa79e3a83459763f190214466a6999a829510c3329790afbd586cd2f7f7104',
  ],
  [
    'a link with a long target',
    { kind: 'link', path: 'a', target: 'x'.repeat(101) },
    'a95cc15e0fd1055f9c786fa74f8eb2202613bf901bbfa2c2d68748d32b00fb40',
  ],
  [
    'a name of 100 bytes',
    file('n'.repeat(100)),
    '38120678520f8dec4712dd18e30d352c79cce588d0f1450ca602faa567ef25f2',
  ],
  [
    'a name of 101 bytes',
    file('n'.repeat(101)),
    '3c80a2864a35d1f8c016e39418c97152b77c25de3361947de9f4625a02778fb7',
  ],
  [
    'a name that is not ASCII',
    file('modèles/été.bin'),
    '24da18a7b5c3f55826d414aa7524ebf9b992c024d617e45e32cb574f91d628e9',
  ],
  [
    'a size of 8 GiB',
    file('big.bin', 8 * 1024 ** 3),
    '23115f0ccec82f4157f6a000361b99fb385492f2c2b1ceba35385b27b534ff20',
  ],
])('the header of %s has its golden digest', (_, entry, digest) => {
  expect(digestOf(tarHeader(entry))).toBe(`sha256:${digest}`);
});

test('a PAX header is there exactly when ustar cannot say it', () => {
  expect(paxLines(file('n'.repeat(100)))).toEqual([]);
  expect(paxLines(file('n'.repeat(101)))).toEqual([`111 path=${'n'.repeat(101)}`]);
  expect(paxLines(file('é'))).toEqual(['11 path=é']);
  expect(paxLines(file('big', 8 * 1024 ** 3 - 1))).toEqual([]);
  expect(paxLines(file('big', 8 * 1024 ** 3))).toEqual(['19 size=8589934592']);
  expect(paxLines({ kind: 'directory', path: 'n'.repeat(99), mode: 0o755 })).toEqual([]);
  expect(paxLines({ kind: 'directory', path: 'n'.repeat(100), mode: 0o755 })).toHaveLength(1);
  expect(paxLines({ kind: 'link', path: 'a', target: 'ü' })).toEqual(['15 linkpath=ü']);
});

test('the length of a PAX record counts itself, also where a digit more is needed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1200 }), (length) => {
      const [record] = paxLines(file(`é${'n'.repeat(length)}`));
      const bytes = Buffer.byteLength(`${record ?? ''}\n`);
      expect(record?.startsWith(`${bytes} path=`)).toBe(true);
    }),
  );
});

test('headers and padding fill whole blocks', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 400 }), fc.nat(), (path, sizeBytes) => {
      expect(tarHeader(file(path, sizeBytes)).length % 512).toBe(0);
      expect((sizeBytes + paddingBytes(sizeBytes)) % 512).toBe(0);
      expect(paddingBytes(sizeBytes)).toBeLessThan(512);
    }),
  );
  expect(TAR_END_BYTES).toBe(1024);
});
