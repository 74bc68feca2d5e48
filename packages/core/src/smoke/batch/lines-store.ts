import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { InputError } from '../../errors.ts';
import { readChunks } from '../../files/read-chunks.ts';
import { formatSize } from '../../format-size.ts';
import { type Digest, digestFromHex } from '../../oci/digest.ts';
import { answerLine } from './answer-line.ts';
import { AnswerPart } from './answer-part.ts';
import { cutLines, isBlank, type Line } from './cut-lines.ts';
import type { BatchItem, BatchStore } from './item.ts';

/** A JSONL file: what its lines were when it was first read. */
export type LinesFile = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly digest: Digest;
  /** Lines that are not blank. */
  readonly lineCount: number;
};

/** A longer line is not sent. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;
const LINES_A_PART = 1000;

/** Reads the file once from start to end. InputError BAD_FILE for one that is not UTF-8 at all. */
export async function surveyLines(
  path: string,
  shownAs: string,
  signal: AbortSignal,
): Promise<LinesFile> {
  const { size: sizeBytes } = await stat(path);
  const hash = createHash('sha256');
  async function* tapped() {
    let isFirst = true;
    for await (const chunk of readChunks(path, sizeBytes, signal)) {
      if (isFirst) refuseUtf16(chunk, shownAs);
      isFirst = false;
      hash.update(chunk);
      yield chunk;
    }
  }
  let lineCount = 0;
  for await (const line of cutLines(tapped(), MAX_LINE_BYTES)) if (!isBlank(line)) lineCount += 1;
  return { path, sizeBytes, digest: digestFromHex(hash.digest('hex')), lineCount };
}

function refuseUtf16(start: Uint8Array, file: string): void {
  const [first, second] = start;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (!isUtf16) return;
  const message = 'this is UTF-16; save it as UTF-8';
  throw new InputError('BAD_FILE', [{ message, place: { file } }]);
}

/**
 * The lines of a JSONL file as a batch. Answers to 1000 lines each stand in a part of their own
 * below `folder`, in the order of the lines; a line that has an answer there is done.
 */
export function linesStore(file: LinesFile, folder: string): BatchStore {
  const parts = openParts(folder);

  async function* items(passedOver: () => void, signal: AbortSignal): AsyncGenerator<BatchItem> {
    await mkdir(folder, { recursive: true });
    let current = 0;
    const chunks = readChunks(file.path, file.sizeBytes, signal);
    for await (const line of cutLines(chunks, MAX_LINE_BYTES)) {
      if (isBlank(line)) continue;
      const number = partNumber(line.number);
      if (number !== current) await parts.leave(current);
      current = number;
      const open = await parts.enter(number, signal);
      if (open.part.has(line.number)) passedOver();
      else {
        open.waiting += 1;
        yield itemOf(line);
      }
    }
    await parts.leave(current);
  }

  return {
    totalItems: file.lineCount,
    items,
    async keep(item, answer) {
      const line = lineOf(item);
      await parts.add(line, answerLine(line, answer));
      await parts.settle(partNumber(line));
    },
    giveUp: (item) => parts.settle(partNumber(lineOf(item))),
    close: () => parts.close(),
  };
}

type OpenPart = { readonly part: AnswerPart; waiting: number; isRead: boolean };

/** The parts that are written to: the one whose lines are read, and those before it with open ends. */
function openParts(folder: string) {
  const parts = new Map<number, OpenPart>();

  async function end(number: number): Promise<void> {
    const open = parts.get(number);
    if (open === undefined || !open.isRead || open.waiting > 0) return;
    parts.delete(number);
    await open.part.finish();
  }

  return {
    async enter(number: number, signal: AbortSignal): Promise<OpenPart> {
      const part = parts.get(number)?.part ?? (await AnswerPart.open(folder, number, signal));
      const open = parts.get(number) ?? { part, waiting: 0, isRead: false };
      parts.set(number, open);
      return open;
    },
    /** All lines of the part have been read. */
    async leave(number: number): Promise<void> {
      const open = parts.get(number);
      if (open !== undefined) open.isRead = true;
      await end(number);
    },
    async add(line: number, text: string): Promise<void> {
      await parts.get(partNumber(line))?.part.add(line, text);
    },
    /** One line of the part is over. */
    async settle(number: number): Promise<void> {
      const open = parts.get(number);
      if (open !== undefined) open.waiting -= 1;
      await end(number);
    },
    async close(): Promise<void> {
      for (const { part } of parts.values()) await part.finish();
      parts.clear();
    },
  };
}

function itemOf({ number, content }: Line): BatchItem {
  const named = { key: { line: number }, shownAs: `line ${number}` };
  if (content instanceof Uint8Array) {
    return { ...named, request: { contentType: 'application/json', body: content } };
  }
  const size = formatSize(content.tooLongBytes);
  const refused = `the line has ${size}; a line may have ${formatSize(MAX_LINE_BYTES)} at most`;
  return { ...named, request: { refused } };
}

function lineOf({ key }: BatchItem): number {
  return 'line' in key ? key.line : 0;
}

function partNumber(line: number): number {
  return Math.floor((line - 1) / LINES_A_PART) + 1;
}
