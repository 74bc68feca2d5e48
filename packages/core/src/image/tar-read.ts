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
import type { TarHeader } from './tar-header.ts';

/** An entry and its bytes, to be read before the next entry is asked for; unread ones are skipped. */
export type TarFile = { readonly header: TarHeader; readonly bytes: AsyncIterable<Uint8Array> };

/** Reads an archive entry by entry from a stream that cannot be rewound. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile> {
  const reader = new ByteReader(source);
  try {
    yield* entriesOf(reader);
  } finally {
    await reader.close();
  }
}

async function* entriesOf(reader: ByteReader): AsyncGenerator<TarFile> {
  let pax = new Map<string, string>();
  for (;;) {
    const block = await reader.exactly(BLOCK_BYTES);
    if (block === undefined) return;
    const raw = parseTarHeader(block);
    if (raw === undefined) continue;
    if (isExtension(raw)) {
      if (raw.sizeBytes > EXTENSION_LIMIT_BYTES) throw damaged();
      const data = await reader.exactly(raw.sizeBytes);
      await reader.skip(paddingBytes(raw.sizeBytes));
      if (data === undefined) throw damaged();
      addExtension(pax, raw.flag, data);
      continue;
    }
    const header = extendHeader(raw, pax);
    pax = new Map();
    const dataBytes = header.type === 'file' ? header.sizeBytes : 0;
    let takenBytes = 0;
    async function* body(): AsyncGenerator<Uint8Array> {
      for await (const piece of reader.take(dataBytes)) {
        takenBytes += piece.length;
        yield piece;
      }
    }
    yield { header, bytes: body() };
    await reader.skip(dataBytes - takenBytes + paddingBytes(dataBytes));
  }
}

function damaged(): ImageError {
  return new ImageError('BAD_ARCHIVE', 'the archive is cut off or damaged');
}

class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** `length` bytes, or undefined at the end of the stream. */
  async exactly(length: number): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = [];
    let have = 0;
    while (have < length) {
      const piece = await this.#next(length - have);
      if (piece === undefined) {
        if (have === 0) return undefined;
        throw damaged();
      }
      pieces.push(Buffer.from(piece));
      have += piece.length;
    }
    return Buffer.concat(pieces);
  }

  /** Lets the source go where the archive is not read to its end. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async skip(length: number): Promise<void> {
    for await (const _ of this.take(length));
  }

  async *take(length: number): AsyncGenerator<Uint8Array> {
    let left = length;
    while (left > 0) {
      const piece = await this.#next(left);
      if (piece === undefined) throw damaged();
      left -= piece.length;
      yield piece;
    }
  }

  async #next(limit: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#source.next();
      if (done === true) return undefined;
      this.#rest = value;
    }
    const piece = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }
}
