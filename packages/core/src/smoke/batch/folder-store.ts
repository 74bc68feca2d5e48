import { createHash } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { codeOf, messageOf } from '../../errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { readChunks } from '../../files/read-chunks.ts';
import { digestFromHex } from '../../oci/digest.ts';
import type { Answer } from '../exchange.ts';
import { type LineFile, openLineFile } from './append-file.ts';
import { answerEndings, contentTypeOf, endingOf } from './content-types.ts';
import { cutLines } from './cut-lines.ts';
import type { BatchItem, BatchStore } from './item.ts';
import type { InputFile } from './list-inputs.ts';

export type FolderBatch = {
  readonly inputFolder: string;
  readonly files: readonly InputFile[];
  /** Answers go to its folder `answers`, what is done to its `done.jsonl`. */
  readonly outputFolder: string;
};

type Done = { readonly file: string; readonly digest: string; readonly answer: string };
const doneSchema = z.object({ file: z.string(), digest: z.string(), answer: z.string() });
const MAX_DONE_LINE_BYTES = 16 * 1024;

/**
 * The files of a folder as a batch. A file is done when `done.jsonl` names the digest that it has
 * and its answer is there; one that has changed is sent again.
 */
export function folderStore(batch: FolderBatch): BatchStore {
  const answers = join(batch.outputFolder, 'answers');
  const digests = new Map<string, string>();
  let done: ReadonlyMap<string, Done> = new Map();
  let journal: LineFile | undefined;

  async function* items(passedOver: () => void, signal: AbortSignal): AsyncGenerator<BatchItem> {
    await mkdir(answers, { recursive: true });
    const path = join(batch.outputFolder, 'done.jsonl');
    done = await readDone(path, signal);
    journal = await openLineFile(path, 'on');
    for (const { name, refused } of batch.files) {
      const named = { key: { file: name }, shownAs: JSON.stringify(name) };
      if (refused !== undefined) {
        yield { ...named, request: { refused } };
        continue;
      }
      const input = join(batch.inputFolder, name);
      const found = await look(input, signal);
      if ('refused' in found) yield { ...named, request: found };
      else if (await isDone(done.get(name), found.digest, answers)) passedOver();
      else {
        digests.set(name, found.digest);
        const { sizeBytes } = found;
        const open = (until: AbortSignal) => readChunks(input, sizeBytes, until);
        yield {
          ...named,
          request: { contentType: contentTypeOf(name), body: { sizeBytes, open } },
        };
      }
    }
  }

  return {
    totalItems: batch.files.length,
    items,
    async keep({ key }, answer) {
      if (!('file' in key)) return;
      const { file } = key;
      const name = answerName(file, answer);
      await writeFileAtomically(join(answers, name), answer.body);
      const before = done.get(file)?.answer;
      if (before !== undefined && before !== name) await rm(join(answers, before), { force: true });
      await journal?.add({ file, digest: digests.get(file) ?? '', answer: name } satisfies Done);
      digests.delete(file);
    },
    giveUp: () => Promise.resolve(),
    async close() {
      await journal?.close();
    },
  };
}

/** The input's name, with an ending that tells what the answer is where the name does not. */
function answerName(file: string, { headers }: Answer): string {
  const ending = endingOf(headers.get('content-type'));
  return file.toLowerCase().endsWith(ending) ? file : file + ending;
}

type Look = { readonly sizeBytes: number; readonly digest: string } | { readonly refused: string };

async function look(path: string, signal: AbortSignal): Promise<Look> {
  try {
    const found = await lstat(path);
    if (!found.isFile()) return { refused: 'it is no regular file any more' };
    const hash = createHash('sha256');
    for await (const chunk of readChunks(path, found.size, signal)) hash.update(chunk);
    return { sizeBytes: found.size, digest: digestFromHex(hash.digest('hex')) };
  } catch (error) {
    signal.throwIfAborted();
    return { refused: `it cannot be read: ${messageOf(error)}` };
  }
}

async function isDone(entry: Done | undefined, digest: string, folder: string): Promise<boolean> {
  if (entry?.digest !== digest) return false;
  const found = await lstat(join(folder, entry.answer)).catch(() => undefined);
  return found?.isFile() === true;
}

/** Later lines win; what is no line of ours (the end of one, after a kill) does not count. */
async function readDone(path: string, signal: AbortSignal): Promise<ReadonlyMap<string, Done>> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  const done = new Map<string, Done>();
  if (found === undefined) return done;
  for await (const { content } of cutLines(
    readChunks(path, found.size, signal),
    MAX_DONE_LINE_BYTES,
  )) {
    const entry = content instanceof Uint8Array ? parseDone(content) : undefined;
    if (entry !== undefined) done.set(entry.file, entry);
  }
  return done;
}

function parseDone(line: Uint8Array): Done | undefined {
  try {
    const entry = z.parse(doneSchema, JSON.parse(new TextDecoder().decode(line)));
    const { file, answer } = entry;
    // The file may have been changed by hand: an answer's name is its input's, nothing else.
    const isOurs = answer === file || answerEndings.some((ending) => answer === file + ending);
    return isOurs && !file.includes('/') ? entry : undefined;
  } catch {
    return undefined;
  }
}
