import { Buffer } from 'node:buffer';
import { crc32, adler32 } from '../checksums.ts';
import { taskGlyphs } from './task-glyphs.ts';

const SIZE = 32;
const BLUE = [0x1f, 0x6f, 0xeb, 0xff] as const;
const DARK = [0x0d, 0x41, 0x9d, 0xff] as const;
const WHITE = [0xff, 0xff, 0xff, 0xff] as const;
const CLEAR = [0, 0, 0, 0] as const;

type Colour = readonly [number, number, number, number];

/** One block of a stored zlib stream holds no more. */
const BLOCK_LIMIT_BYTES = 0xffff;

/**
 * The product's icon as PNG: a parcel of 32 × 32 pixels, each `scale` pixels wide and high. Stored,
 * not deflated: zlibs differ.
 */
export function drawIcon(scale = 1): Uint8Array {
  return png(SIZE * scale, (x, y) => colourAt(Math.floor(x / scale), Math.floor(y / scale)));
}

/** A step's icon in the list of tasks, 32 × 32 pixels; the chain has the product's own. */
export function drawTaskIcon(stepName: string): Uint8Array {
  const glyph = taskGlyphs[stepName];
  if (glyph === undefined) return drawIcon();
  return png(SIZE, (x, y) => {
    // A tile with round corners, and the glyph in its middle, each point two pixels wide.
    const fromEdge = (at: number): number => Math.min(at, SIZE - 1 - at);
    if (fromEdge(x) + fromEdge(y) < 4) return CLEAR;
    const point = glyph[Math.floor((y - 4) / 2)]?.[Math.floor((x - 4) / 2)];
    if (point === '#') return WHITE;
    return fromEdge(x) === 0 || fromEdge(y) === 0 || fromEdge(x) + fromEdge(y) === 4 ? DARK : BLUE;
  });
}

function png(side: number, colour: (x: number, y: number) => Colour): Uint8Array {
  const rows: Buffer[] = [];
  for (let y = 0; y < side; y += 1) {
    const pixels = Array.from({ length: side }, (_, x) => colour(x, y));
    rows.push(Buffer.from([0, ...pixels.flat()]));
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([number32(side), number32(side), Buffer.from([8, 6, 0, 0, 0])])),
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

/** A zlib stream of stored blocks (RFC 1950, RFC 1951 3.2.4). */
function store(bytes: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += BLOCK_LIMIT_BYTES) {
    const block = bytes.subarray(at, at + BLOCK_LIMIT_BYTES);
    const head = Buffer.alloc(5);
    head.writeUInt8(at + BLOCK_LIMIT_BYTES < bytes.length ? 0 : 1, 0);
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(0xffff - block.length, 3);
    blocks.push(head, block);
  }
  return Buffer.concat([Buffer.from([0x78, 0x01]), ...blocks, number32(adler32(bytes))]);
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
