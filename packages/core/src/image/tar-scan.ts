import { ImageError } from './errors.ts';
import { paddingBytes } from './tar.ts';
import {
  addExtension,
  BLOCK_BYTES,
  EXTENSION_LIMIT_BYTES,
  extendHeader,
  isExtension,
  parseTarHeader,
} from './tar-header.ts';
import type { RawHeader, TarHeader } from './tar-header.ts';

/** Takes an archive's bytes as they pass. */
export interface TarSink {
  /** Called for each entry, before its data. */
  entry(header: TarHeader): void;
  /** The data of the last entry, in pieces that are only valid during the call. */
  data?(piece: Uint8Array): void;
}

/**
 * Reads an archive that is pushed through it piece by piece, holding no more than a header: for
 * bytes that are on their way to somewhere else.
 */
export class TarScanner {
  readonly #sink: TarSink;
  #block: Buffer = Buffer.alloc(BLOCK_BYTES);
  #filled = 0;
  #dataLeft = 0;
  #paddingLeft = 0;
  #extension: { readonly flag: string; readonly pieces: Buffer[] } | undefined;
  #pax = new Map<string, string>();

  constructor(sink: TarSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#dataLeft > 0) at += this.#takeData(chunk, at);
      else if (this.#paddingLeft > 0) at += this.#takePadding(chunk, at);
      else at += this.#takeHeader(chunk, at);
    }
  }

  #takeData(chunk: Uint8Array, at: number): number {
    const length = Math.min(this.#dataLeft, chunk.length - at);
    const piece = chunk.subarray(at, at + length);
    if (this.#extension === undefined) this.#sink.data?.(piece);
    else this.#extension.pieces.push(Buffer.from(piece));
    this.#dataLeft -= length;
    if (this.#dataLeft === 0) this.#endExtension();
    return length;
  }

  #takePadding(chunk: Uint8Array, at: number): number {
    const length = Math.min(this.#paddingLeft, chunk.length - at);
    this.#paddingLeft -= length;
    return length;
  }

  #takeHeader(chunk: Uint8Array, at: number): number {
    const length = Math.min(BLOCK_BYTES - this.#filled, chunk.length - at);
    this.#block.set(chunk.subarray(at, at + length), this.#filled);
    this.#filled += length;
    if (this.#filled < BLOCK_BYTES) return length;
    this.#filled = 0;
    const header = parseTarHeader(this.#block);
    if (header !== undefined) this.#begin(header);
    return length;
  }

  #begin(raw: RawHeader): void {
    if (isExtension(raw)) {
      if (raw.sizeBytes > EXTENSION_LIMIT_BYTES) {
        throw new ImageError('BAD_ARCHIVE', 'the archive has an extended header over 1 MiB');
      }
      this.#extension = { flag: raw.flag, pieces: [] };
      this.#expect(raw.sizeBytes);
      if (raw.sizeBytes === 0) this.#endExtension();
      return;
    }
    const header = extendHeader(raw, this.#pax);
    this.#pax = new Map();
    this.#expect(header.type === 'file' ? header.sizeBytes : 0);
    this.#sink.entry(header);
  }

  #expect(sizeBytes: number): void {
    this.#dataLeft = sizeBytes;
    this.#paddingLeft = paddingBytes(sizeBytes);
  }

  #endExtension(): void {
    const extension = this.#extension;
    if (extension === undefined) return;
    this.#extension = undefined;
    addExtension(this.#pax, extension.flag, Buffer.concat(extension.pieces));
  }
}
