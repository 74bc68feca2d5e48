import { readdir } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { InputError } from '../../errors.ts';
import type { Fault } from '../../errors.ts';
import { answerEndings } from './content-types.ts';

/** A file of the input folder; `refused` says why it cannot be sent. */
export type InputFile = { readonly name: string; readonly refused?: string };

export type Listing = {
  /** In the order of their names. */
  readonly files: readonly InputFile[];
  /** Folders and hidden files, which are no inputs. */
  readonly passedOver: readonly string[];
};

/** Linux takes 255 bytes; the answer's name is longer by its ending. */
const MAX_NAME_BYTES = 240;
const NOT_FOLLOWED = 'it is a link or no regular file; put a copy of the file there';

/**
 * Lists the files of a folder, not of those below it. Names come from outside: one that cannot be
 * an answer's name too is refused. InputError BAD_INPUT where two files would share an answer.
 */
export async function listInputs(folder: string, shownAs: string): Promise<Listing> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  const files: InputFile[] = [];
  const passedOver: string[] = [];
  for (const entry of entries) {
    const name = decode(entry.name);
    const shown = name ?? Buffer.from(entry.name).toString('utf8');
    if (entry.isDirectory() || shown.startsWith('.')) passedOver.push(shown);
    else files.push(fileOf(entry, name, shown));
  }
  refuseShared(files, shownAs);
  return { files: files.toSorted((one, other) => (one.name < other.name ? -1 : 1)), passedOver };
}

function fileOf(entry: Dirent<Buffer>, name: string | undefined, shown: string): InputFile {
  if (name === undefined) return { name: shown, refused: 'its name is not UTF-8; rename it' };
  if (!entry.isFile()) return { name, refused: NOT_FOLLOWED };
  if (entry.name.length <= MAX_NAME_BYTES) return { name };
  return { name, refused: `its name has more than ${MAX_NAME_BYTES} bytes; rename it` };
}

function decode(name: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return undefined;
  }
}

function refuseShared(files: readonly InputFile[], shownAs: string): void {
  const names = new Set(files.map(({ name }) => name));
  const faults: Fault[] = [];
  for (const name of names) {
    const ending = answerEndings.find((one) => names.has(name + one));
    if (ending === undefined) continue;
    const pair = `${JSON.stringify(name)} and ${JSON.stringify(name + ending)}`;
    faults.push({ message: `${shownAs}: the answers of ${pair} could have one name; rename one` });
  }
  if (faults.length > 0) throw new InputError('BAD_INPUT', faults.slice(0, 20));
}
