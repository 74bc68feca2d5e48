import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { codeOf } from '../../errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { BatchError } from './errors.ts';

/** `batch.json` in the output folder: what the answers there are answers of. */
export type BatchFile = {
  readonly schemaVersion: 1;
  /** The image's digest, or the address of the service that was asked. */
  readonly service: string;
  /** `folder`, or the digest of the file whose lines were sent. */
  readonly input: string;
};

const NAME = 'batch.json';
const schema = z.object({ schemaVersion: z.literal(1), service: z.string(), input: z.string() });

/**
 * Makes the output folder, or sees that the answers in it come from the same service and input.
 * BatchError OTHER_BATCH or BAD_BATCH_FILE.
 */
export async function claimOutput(
  folder: string,
  wanted: BatchFile,
  shownAs: string,
): Promise<'new' | 'resumed'> {
  await mkdir(folder, { recursive: true });
  const text = await readFile(join(folder, NAME), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    await refuseStrangers(folder, shownAs);
    await writeFileAtomically(join(folder, NAME), `${JSON.stringify(wanted, null, 2)}\n`);
    return 'new';
  }
  const found = parse(text, shownAs);
  const difference = differenceOf(found, wanted);
  if (difference === undefined) return 'resumed';
  const message = `${shownAs} holds answers ${difference}; give another folder for the answers, or remove this one`;
  throw new BatchError('OTHER_BATCH', message);
}

async function refuseStrangers(folder: string, shownAs: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length === 0) return;
  const message = `${shownAs} is not empty and was not made by score (it has no ${NAME}); give an empty or a new folder`;
  throw new BatchError('OTHER_BATCH', message);
}

function parse(text: string, shownAs: string): BatchFile {
  try {
    return z.parse(schema, JSON.parse(text));
  } catch (cause) {
    const message = `${shownAs}/${NAME} is not what score writes; give another folder for the answers`;
    throw new BatchError('BAD_BATCH_FILE', message, { cause });
  }
}

function differenceOf(found: BatchFile, wanted: BatchFile): string | undefined {
  if (found.service !== wanted.service) return `of ${found.service}, not of ${wanted.service}`;
  if (found.input === wanted.input) return undefined;
  if (found.input === 'folder' || wanted.input === 'folder') {
    return 'to another kind of input (a folder has an answer a file, a JSONL file an answer a line)';
  }
  return 'to another JSONL file, or the file has changed since';
}
