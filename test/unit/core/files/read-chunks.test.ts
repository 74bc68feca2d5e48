import { createHash } from 'node:crypto';
import { appendFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readChunks } from '@package-model/core/files/read-chunks';
import { expect, test } from 'vitest';
import { collect } from '../collect.ts';
import { temporaryFolder } from '../package/temporary-folder.ts';

const MIB = 1024 * 1024;
const { signal } = new AbortController();

function pattern(sizeBytes: number): Buffer {
  return Buffer.from(
    Uint32Array.from({ length: Math.ceil(sizeBytes / 4) }, (_, at) => at).buffer,
  ).subarray(0, sizeBytes);
}

async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'file');
  await writeFile(path, bytes);
  return path;
}

test.each([0, 1, MIB - 1, MIB, MIB + 1, 5 * MIB + 7])(
  'gives all of a file of %i bytes in order',
  async (sizeBytes) => {
    const bytes = pattern(sizeBytes);
    const read = await collect(readChunks(await fileOf(bytes), sizeBytes, signal));
    expect(createHash('sha256').update(read).digest('hex')).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    );
  },
);

test('a chunk stays as it is until the next but one is asked for', async () => {
  const bytes = pattern(7 * MIB);
  const chunks = readChunks(await fileOf(bytes), bytes.length, signal)[Symbol.asyncIterator]();
  let earlier = (await chunks.next()).value;
  let at = 0;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    const length: number = earlier?.length ?? 0;
    expect(Buffer.compare(earlier ?? new Uint8Array(), bytes.subarray(at, at + length))).toBe(0);
    at += length;
    earlier = next.value;
  }
});

test('a file that grew or shrank is an error that names it', async () => {
  const grown = await fileOf(pattern(100));
  await appendFile(grown, 'more');
  await expect(collect(readChunks(grown, 100, signal))).rejects.toMatchObject({
    code: 'CHANGED',
    message: `${grown} changed while it was read; run again when it is still`,
  });
  const shrunk = await fileOf(pattern(100));
  await truncate(shrunk, 50);
  await expect(collect(readChunks(shrunk, 100, signal))).rejects.toMatchObject({ code: 'CHANGED' });
});

test('a file that cannot be opened is an error that names it', async () => {
  const path = join(await temporaryFolder(), 'missing');
  await expect(collect(readChunks(path, 1, signal))).rejects.toMatchObject({
    code: 'UNREADABLE',
    message: expect.stringContaining(path),
  });
});

test('reading ends when the caller cancels', async () => {
  const path = await fileOf(pattern(10));
  const cancelled = AbortSignal.abort(new Error('cancelled'));
  await expect(collect(readChunks(path, 10, cancelled))).rejects.toThrow('cancelled');
});
