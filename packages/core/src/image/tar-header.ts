import { ImageError } from './errors.ts';

/** One entry as an archive has it, after PAX and GNU extensions. `path` without `./` and end `/`. */
export type TarHeader = {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  readonly sizeBytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly linkTarget: string;
};

export const BLOCK_BYTES = 512;

/** Longest extended header that is read into memory. */
export const EXTENSION_LIMIT_BYTES = 1024 * 1024;

/** A raw header block: what follows it decides whether it is an entry or describes the next one. */
export type RawHeader = TarHeader & { readonly flag: string };

/** Parses one block; undefined for a block of zeros. BAD_ARCHIVE when the checksum is wrong. */
export function parseTarHeader(block: Uint8Array): RawHeader | undefined {
  const view = Buffer.from(block.buffer, block.byteOffset, BLOCK_BYTES);
  if (view.every((byte) => byte === 0)) return undefined;
  const stated = octal(view, 148, 8);
  const spaces = 8 * 0x20;
  const sum = view.reduce(
    (total, byte, at) => (at >= 148 && at < 156 ? total : total + byte),
    spaces,
  );
  if (stated !== sum) throw new ImageError('BAD_ARCHIVE', 'the archive is damaged: bad checksum');
  const flag = String.fromCharCode(view[156] ?? 0);
  const isUstar = view.toString('latin1', 257, 262) === 'ustar';
  const prefix =
    isUstar && view.toString('latin1', 257, 265) === 'ustar\x0000' ? text(view, 345, 155) : '';
  const name = text(view, 0, 100);
  return {
    flag,
    path: cleanPath(prefix === '' ? name : `${prefix}/${name}`),
    type: typeOf(flag),
    sizeBytes: number(view, 124, 12),
    mode: number(view, 100, 8),
    uid: number(view, 108, 8),
    gid: number(view, 116, 8),
    linkTarget: text(view, 157, 100),
  };
}

/** Values of an extended header's records, POSIX pax. */
function parsePax(data: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  const view = Buffer.from(data);
  let at = 0;
  while (at < view.length) {
    const space = view.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(view.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at || at + length > view.length) break;
    const record = view.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** True for headers that describe the entry after them: PAX `x` and `g`, GNU `L` and `K`. */
export function isExtension(header: RawHeader): boolean {
  return 'xgLK'.includes(header.flag);
}

/** Adds what an extension says to the records for the next entry; global headers are passed over. */
export function addExtension(records: Map<string, string>, flag: string, data: Uint8Array): void {
  const plain = Buffer.from(data).toString('utf8').replace(/\0+$/, '');
  if (flag === 'L') records.set('path', plain);
  if (flag === 'K') records.set('linkpath', plain);
  if (flag === 'x') for (const [key, value] of parsePax(data)) records.set(key, value);
}

/** The header with what extended headers before it say. */
export function extendHeader(header: RawHeader, pax: ReadonlyMap<string, string>): TarHeader {
  const numeric = (key: string, fallback: number): number => {
    const value = pax.get(key);
    return value === undefined ? fallback : Number(value);
  };
  const { flag: _flag, ...rest } = header;
  return {
    ...rest,
    path: cleanPath(pax.get('path') ?? header.path),
    linkTarget: pax.get('linkpath') ?? header.linkTarget,
    sizeBytes: numeric('size', header.sizeBytes),
    uid: numeric('uid', header.uid),
    gid: numeric('gid', header.gid),
  };
}

function cleanPath(path: string): string {
  return path.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
}

function typeOf(flag: string): TarHeader['type'] {
  switch (flag) {
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '5':
      return 'directory';
    case '3':
    case '4':
    case '6':
      return 'other';
    default:
      // POSIX: what is not known is treated as a file, so that its data is passed over.
      return 'file';
  }
}

function text(view: Buffer, offset: number, length: number): string {
  const end = view.indexOf(0, offset);
  return view.toString('utf8', offset, end < 0 || end > offset + length ? offset + length : end);
}

function number(view: Buffer, offset: number, length: number): number {
  if (((view[offset] ?? 0) & 0x80) === 0) return octal(view, offset, length);
  const first = (view[offset] ?? 0) & 0x7f;
  return view
    .subarray(offset + 1, offset + length)
    .reduce((total, byte) => total * 256 + byte, first);
}

function octal(view: Buffer, offset: number, length: number): number {
  const digits = view.toString('latin1', offset, offset + length).replace(/[\0 ]/g, '');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}
