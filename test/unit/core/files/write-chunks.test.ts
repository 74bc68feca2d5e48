import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeChunks } from '@package-model/core/files/write-chunks';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();

/** Fills two buffers in turn, as early as a source may. */
async function* rotating(texts: readonly string[]): AsyncGenerator<Uint8Array> {
  const buffers = [Buffer.alloc(4), Buffer.alloc(4)];
  for (const [index, text] of texts.entries()) {
    const buffer = buffers[index % 2] ?? Buffer.alloc(4);
    yield buffer.subarray(0, buffer.write(text));
  }
}

test('writes chunks in order from a source that rotates its buffers', async () => {
  const path = join(await temporaryFolder(), 'file');
  const handle = await open(path, 'wx');
  await writeChunks(handle, rotating(['one', 'four', 'x', 'last']), signal);
  await handle.close();
  expect(await readFile(path, 'utf8')).toBe('onefourxlast');
});

test('goes on after a write that took a part only', async () => {
  const written: string[] = [];
  const handle = {
    write: async (bytes: Uint8Array, offset: number, length: number, position: number) => {
      const part = Buffer.from(bytes).toString('utf8', offset, offset + Math.min(length, 3));
      written.push(`${position}:${part}`);
      return { bytesWritten: part.length };
    },
  };
  await writeChunks(handle, rotating(['four', 'two']), signal);
  expect(written).toEqual(['0:fou', '3:r', '4:two']);
});

test('a write that fails ends the source and is the error', async () => {
  const path = join(await temporaryFolder({ file: '' }), 'file');
  const handle = await open(path, 'r');
  let ended = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from('text');
    } finally {
      ended = true;
    }
  }
  await expect(writeChunks(handle, source(), signal)).rejects.toMatchObject({ code: 'EBADF' });
  expect(ended).toBe(true);
  await handle.close();
});

test('stops at the next chunk when it is aborted', async () => {
  const path = join(await temporaryFolder(), 'file');
  const handle = await open(path, 'wx');
  const stop = new AbortController();
  async function* source(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('one');
    stop.abort(new Error('stopped'));
    yield Buffer.from('two');
  }
  await expect(writeChunks(handle, source(), stop.signal)).rejects.toThrow('stopped');
  await handle.close();
  expect(await readFile(path, 'utf8')).toBe('one');
});
