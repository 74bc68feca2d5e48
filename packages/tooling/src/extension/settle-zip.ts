import { Buffer } from 'node:buffer';

const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
/** 1 January 1980, where the clock of zip files begins. */
const FIRST_DAY = 0x0021;

type Entry = { readonly name: string; readonly central: Buffer; readonly local: Buffer };

/**
 * A zip archive with the same entries ordered by name and without times: equal contents give equal
 * bytes. For archives that a packer has made whole, without data descriptors (APPNOTE 4.3).
 */
export function settleZip(archive: Buffer): Buffer {
  const end = archive.length - END_BYTES;
  if (archive.readUInt32LE(end) !== END) throw new Error('the archive ends with a comment');
  const count = archive.readUInt16LE(end + 10);
  const entries: Entry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const entry = readEntry(archive, at);
    entries.push(entry);
    at += entry.central.length;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  let offset = 0;
  for (const { central, local } of entries) {
    central.writeUInt32LE(offset, 42);
    offset += local.length;
  }
  const last = Buffer.from(archive.subarray(end));
  last.writeUInt32LE(offset, 16);
  const locals = entries.map(({ local }) => local);
  const centrals = entries.map(({ central }) => central);
  return Buffer.concat([...locals, ...centrals, last]);
}

function readEntry(archive: Buffer, at: number): Entry {
  const nameBytes = archive.readUInt16LE(at + 28);
  const more = archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  const central = Buffer.from(archive.subarray(at, at + CENTRAL_BYTES + nameBytes + more));
  if ((central.readUInt16LE(8) & 0b1000) !== 0) throw new Error('an entry has its size behind it');
  const start = central.readUInt32LE(42);
  const head = LOCAL_BYTES + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
  const local = Buffer.from(archive.subarray(start, start + head + central.readUInt32LE(20)));
  for (const [header, time] of [
    [central, 12],
    [local, 10],
  ] as const) {
    header.writeUInt16LE(0, time);
    header.writeUInt16LE(FIRST_DAY, time + 2);
  }
  const name = central.toString('utf8', CENTRAL_BYTES, CENTRAL_BYTES + nameBytes);
  return { name, central, local };
}
