/** One entry of a layer. Paths are relative, POSIX, without `./`; owner and times are fixed. */
export type TarEntry =
  | {
      readonly kind: 'directory';
      readonly path: string;
      readonly mode: number;
      readonly owner?: Owner;
    }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: number;
      readonly sizeBytes: number;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

export type Owner = { readonly uid: number; readonly gid: number };

const BLOCK = 512;
const USTAR_NAME_BYTES = 100;
const USTAR_MAX_SIZE = 0o77777777777;
const USTAR_MAX_ID = 0o7777777;
const encoder = new TextEncoder();

/** The two zero blocks that end an archive. */
export const TAR_END_BYTES = 2 * BLOCK;

/** Bytes of padding after `sizeBytes` of file data. */
export function paddingBytes(sizeBytes: number): number {
  return (BLOCK - (sizeBytes % BLOCK)) % BLOCK;
}

/**
 * Header blocks of an entry: ustar, preceded by a PAX header only when the name is longer than 100
 * bytes or not ASCII, or a number does not fit. POSIX.1-2017 pax, section "ustar Interchange Format".
 */
export function tarHeader(entry: TarEntry): Uint8Array {
  const path = entry.kind === 'directory' ? `${entry.path}/` : entry.path;
  const records = paxRecords(entry, path);
  const header = ustarHeader({
    path: ustarName(path),
    type: entry.kind === 'directory' ? '5' : entry.kind === 'link' ? '2' : '0',
    mode: entry.kind === 'link' ? 0o777 : entry.mode,
    sizeBytes: entry.kind === 'file' && entry.sizeBytes <= USTAR_MAX_SIZE ? entry.sizeBytes : 0,
    linkTarget: entry.kind === 'link' ? ustarName(entry.target) : '',
    owner: smallOwner(entry),
  });
  return records.length === 0 ? header : Buffer.concat([paxHeader(records), header]);
}

function paxRecords(entry: TarEntry, path: string): string[] {
  const records: string[] = [];
  if (!fitsUstar(path)) records.push(paxRecord('path', path));
  if (entry.kind === 'link' && !fitsUstar(entry.target)) {
    records.push(paxRecord('linkpath', entry.target));
  }
  if (entry.kind === 'file' && entry.sizeBytes > USTAR_MAX_SIZE) {
    records.push(paxRecord('size', String(entry.sizeBytes)));
  }
  if (entry.kind === 'directory' && entry.owner !== undefined) {
    if (entry.owner.uid > USTAR_MAX_ID) records.push(paxRecord('uid', String(entry.owner.uid)));
    if (entry.owner.gid > USTAR_MAX_ID) records.push(paxRecord('gid', String(entry.owner.gid)));
  }
  return records;
}

function smallOwner(entry: TarEntry): Owner {
  const owner = entry.kind === 'directory' ? entry.owner : undefined;
  const fit = (id: number): number => (id > USTAR_MAX_ID ? 0 : id);
  return { uid: fit(owner?.uid ?? 0), gid: fit(owner?.gid ?? 0) };
}

function fitsUstar(name: string): boolean {
  return isAscii(name) && name.length <= USTAR_NAME_BYTES;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0x7e) return false;
  }
  return true;
}

function ustarName(name: string): string {
  const ascii = Array.from(name, (char) => (isAscii(char) ? char : '_')).join('');
  return ascii.slice(0, USTAR_NAME_BYTES);
}

/** `"<length> key=value\n"`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

function paxHeader(records: readonly string[]): Uint8Array {
  const data = encoder.encode(records.join(''));
  const header = ustarHeader({
    path: 'PaxHeaders/entry',
    type: 'x',
    mode: 0o644,
    sizeBytes: data.length,
    linkTarget: '',
    owner: { uid: 0, gid: 0 },
  });
  return Buffer.concat([header, data, new Uint8Array(paddingBytes(data.length))]);
}

type UstarFields = {
  readonly path: string;
  readonly type: string;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly linkTarget: string;
  readonly owner: Owner;
};

function ustarHeader(fields: UstarFields): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  block.write(fields.path, 0, USTAR_NAME_BYTES, 'latin1');
  writeOctal(block, 100, 8, fields.mode);
  writeOctal(block, 108, 8, fields.owner.uid);
  writeOctal(block, 116, 8, fields.owner.gid);
  writeOctal(block, 124, 12, fields.sizeBytes);
  writeOctal(block, 136, 12, 0);
  block.fill(' ', 148, 156);
  block.write(fields.type, 156, 1, 'latin1');
  block.write(fields.linkTarget, 157, USTAR_NAME_BYTES, 'latin1');
  block.write('ustar\x0000', 257, 8, 'latin1');
  writeOctal(block, 329, 8, 0);
  writeOctal(block, 337, 8, 0);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8, 'latin1');
  return block;
}

function writeOctal(block: Buffer, offset: number, width: number, value: number): void {
  block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset, width, 'latin1');
}
