import { open, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../errors.ts';
import { writeAtomically } from '../../files/atomic-write.ts';
import { readChunks } from '../../files/read-chunks.ts';
import { lineNumberIn } from './answer-line.ts';

type Place = { readonly handle: FileHandle; readonly offset: number; readonly sizeBytes: number };

const LF = 0x0a;
const PREFIX_BYTES = 80;

/**
 * The answers to some lines of a JSONL file. They are first written down as they come, in
 * `part-000001.jsonl.partial`; `finish` puts them in order into `part-000001.jsonl`. A process that
 * is killed leaves the first file, whose whole lines count when the part is opened again.
 */
export class AnswerPart {
  readonly #path: string;
  readonly #places = new Map<number, Place>();
  readonly #handles: FileHandle[] = [];
  #partial: FileHandle | undefined;
  #endBytes = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string) {
    this.#path = path;
  }

  /** Opens a part with the answers that earlier runs have left. */
  static async open(folder: string, number: number, signal: AbortSignal): Promise<AnswerPart> {
    const part = new AnswerPart(join(folder, `part-${String(number).padStart(6, '0')}.jsonl`));
    await part.#read(part.#path, 'r', signal);
    await part.#read(part.#partialPath, 'r+', signal);
    return part;
  }

  /** True for a line whose answer is there. */
  has(line: number): boolean {
    return this.#places.has(line);
  }

  /** Writes one answer's line down, its line end included. */
  add(line: number, text: string): Promise<void> {
    const adding = this.#append(this.#writing, line, text);
    // The next answer has its own fate; this one's is told to whoever added it.
    this.#writing = adding.catch(() => {});
    return adding;
  }

  /** Puts what was added in order, in one atomic step; does nothing when nothing was. */
  async finish(): Promise<void> {
    await this.#writing;
    try {
      if (this.#partial === undefined) return;
      const temporary = `${this.#path}.tmp`;
      await rm(temporary, { force: true });
      await writeAtomically(
        temporary,
        (handle) => this.#copyInOrder(handle),
        () => this.#path,
      );
      await rm(this.#partialPath, { force: true });
    } finally {
      for (const handle of this.#handles) await handle.close();
    }
  }

  get #partialPath(): string {
    return `${this.#path}.partial`;
  }

  async #append(before: Promise<void>, line: number, text: string): Promise<void> {
    await before;
    this.#partial ??= this.#keep(await open(this.#partialPath, 'w+'));
    const handle = this.#partial;
    const bytes = Buffer.from(text);
    const offset = this.#endBytes;
    await handle.write(bytes, 0, bytes.length, offset);
    this.#endBytes = offset + bytes.length;
    this.#places.set(line, { handle, offset, sizeBytes: bytes.length });
  }

  #keep(handle: FileHandle): FileHandle {
    this.#handles.push(handle);
    return handle;
  }

  async #copyInOrder(target: FileHandle): Promise<void> {
    const ordered = [...this.#places].toSorted(([one], [other]) => one - other);
    for (const [, { handle, offset, sizeBytes }] of ordered) {
      const bytes = Buffer.allocUnsafe(sizeBytes);
      await handle.read(bytes, 0, sizeBytes, offset);
      await target.write(bytes);
    }
  }

  async #read(path: string, mode: 'r' | 'r+', signal: AbortSignal): Promise<void> {
    const found = await stat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined) return;
    const handle = this.#keep(await open(path, mode));
    const end = await this.#index(handle, readChunks(path, found.size, signal));
    if (mode === 'r') return;
    this.#partial = handle;
    // What a killed process has begun to write is written over.
    this.#endBytes = end;
  }

  /** Finds the whole lines of a file; gives where the last of them ends. */
  async #index(handle: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    let offset = 0;
    let position = 0;
    let prefix = '';
    for await (const chunk of chunks) {
      let from = 0;
      while (from < chunk.length) {
        const end = chunk.indexOf(LF, from);
        const to = end < 0 ? chunk.length : end + 1;
        const missing = PREFIX_BYTES - prefix.length;
        prefix += Buffer.from(chunk.subarray(from, Math.min(to, from + missing))).toString(
          'latin1',
        );
        from = to;
        if (end < 0) continue;
        const line = lineNumberIn(prefix);
        const next = position + to;
        if (line !== undefined) {
          this.#places.set(line, { handle, offset, sizeBytes: next - offset });
        }
        offset = next;
        prefix = '';
      }
      position += chunk.length;
    }
    return offset;
  }
}
