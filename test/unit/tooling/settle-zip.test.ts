import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { settleZip } from '../../../packages/tooling/src/extension/settle-zip.ts';

type File = { readonly name: string; readonly text: string; readonly dosTime: number };

/** An archive of stored files, as APPNOTE 4.3 has it. */
function zip(files: readonly File[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, text, dosTime } of files) {
    const data = Buffer.from(text);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(dosTime, 6);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    const made = Buffer.from([20, 0]);
    centrals.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), made, shared, rest, Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(Buffer.concat(centrals).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, ...centrals, Buffer.from('PK\x05\x06'), end]);
}

test('archives of the same files are the same bytes, whatever their order and times', () => {
  const one = { name: 'a.txt', text: 'one', dosTime: 0x5a21_7000 };
  const two = { name: 'b.txt', text: 'two', dosTime: 0x5b42_1234 };
  const wanted = zip([
    { ...one, dosTime: 0x0021_0000 },
    { ...two, dosTime: 0x0021_0000 },
  ]);
  expect(settleZip(zip([two, one])).equals(wanted)).toBe(true);
  expect(settleZip(zip([one, { ...two, dosTime: 1 }])).equals(wanted)).toBe(true);
});

test('an archive that it cannot read is an error', () => {
  expect(() => settleZip(Buffer.alloc(40))).toThrow('ends with a comment');
});
