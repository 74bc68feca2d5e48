/** A line's bytes without its end, or how long it is when that is over the limit. */
export type Line = {
  /** From 1. */
  readonly number: number;
  readonly content: Uint8Array | { readonly tooLongBytes: number };
};

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * Cuts a stream of bytes into lines (LF or CRLF; a byte order mark is left out). Of a line over the
 * limit only the length is kept, so memory stays below `limitBytes` whatever the stream holds.
 */
export async function* cutLines(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes: number,
): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let sizeBytes = 0;
  let number = 0;
  const add = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    sizeBytes += bytes.length;
    // The chunk's memory is used again for the next but one.
    if (sizeBytes <= limitBytes + 1) parts.push(Uint8Array.from(bytes));
    else parts = [];
  };
  const take = (): Line => {
    number += 1;
    const line = { number, content: contentOf(parts, sizeBytes, { limitBytes, number }) };
    parts = [];
    sizeBytes = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      add(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (sizeBytes > 0) yield take();
}

function contentOf(
  parts: readonly Uint8Array[],
  sizeBytes: number,
  { limitBytes, number }: { readonly limitBytes: number; readonly number: number },
): Line['content'] {
  // One byte more may be the CR of the line's end.
  if (sizeBytes > limitBytes + 1) return { tooLongBytes: sizeBytes };
  const whole = Buffer.concat(parts);
  const marked = number === 1 && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf;
  const end = whole.at(-1) === CR ? whole.length - 1 : whole.length;
  const bytes = whole.subarray(marked ? 3 : 0, end);
  return bytes.length > limitBytes ? { tooLongBytes: bytes.length } : bytes;
}

/** True for a line of white space alone. */
export function isBlank({ content }: Line): boolean {
  if (!(content instanceof Uint8Array)) return false;
  return content.every((byte) => byte === SPACE || byte === TAB || byte === CR);
}
