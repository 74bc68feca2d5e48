import { Buffer } from 'node:buffer';
import { crc32, adler32 } from './checksums.ts';

const SIZE = 32;
const BLUE = [0x1f, 0x6f, 0xeb, 0xff] as const;
const DARK = [0x0d, 0x41, 0x9d, 0xff] as const;
const WHITE = [0xff, 0xff, 0xff, 0xff] as const;
const CLEAR = [0, 0, 0, 0] as const;

type Colour = readonly [number, number, number, number];

/** The tasks' icon, a parcel of 32 × 32 pixels, as PNG. Stored, not deflated: zlibs differ. */
export function drawIcon(): Uint8Array {
  const rows: Buffer[] = [];
  for (let y = 0; y < SIZE; y += 1) {
    const pixels = Array.from({ length: SIZE }, (_, x) => colourAt(x, y)).flat();
    rows.push(Buffer.from([0, ...pixels]));
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([number32(SIZE), number32(SIZE), Buffer.from([8, 6, 0, 0, 0])])),
    chunk('IDAT', store(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function colourAt(x: number, y: number): Colour {
  const isInside = x >= 3 && x <= 28 && y >= 5 && y <= 27;
  if (!isInside) return CLEAR;
  const isLid = y <= 11;
  const isTape = x >= 14 && x <= 17;
  if (isTape && y <= 15) return WHITE;
  const isEdge = x === 3 || x === 28 || y === 5 || y === 27 || y === 12;
  if (isEdge) return DARK;
  const isLayerLine = !isLid && x >= 7 && x <= 24 && (y === 18 || y === 21 || y === 24);
  return isLayerLine ? WHITE : BLUE;
}

/** A zlib stream of one stored block (RFC 1950, RFC 1951 3.2.4); at most 65,535 bytes. */
function store(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(0xffff - bytes.length, 3);
  return Buffer.concat([Buffer.from([0x78, 0x01]), head, bytes, number32(adler32(bytes))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([number32(data.length), body, number32(crc32(body))]);
}

function number32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}
