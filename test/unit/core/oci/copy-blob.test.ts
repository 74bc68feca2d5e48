import { join } from 'node:path';
import { silentLog } from '@package-model/core/log';
import type { Move } from '@package-model/core/log';
import { copyBlob } from '@package-model/core/oci/copy-blob';
import { digestOf } from '@package-model/core/oci/digest';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { expect, test } from 'vitest';
import { collect } from '../collect.ts';
import { temporaryFolder } from '../package/temporary-folder.ts';
import { stillClock } from '../still-clock.ts';
import { unknownSource } from './sample-content.ts';

const { signal } = new AbortController();
const bytes = Buffer.from('some bytes');
const blob = { what: 'layer', digest: digestOf(bytes), size: bytes.length };
const clock = stillClock();

async function layout(name: string): Promise<LayoutRepository> {
  return new LayoutRepository({ name, folder: join(await temporaryFolder(), 'x') }, clock);
}

function recording() {
  const moves: Move[] = [];
  const lines: string[] = [];
  const log = {
    ...silentLog,
    info: (line: string) => void lines.push(line),
    moved: (move: Move) => void moves.push(move),
  };
  return { moves, lines, deps: { log, clock, signal } };
}

test('moves no bytes where the two share a disk, and says why', async () => {
  const [from, to] = [await layout('dir:a'), await layout('dir:b')];
  await from.putBlob(unknownSource(bytes), signal);
  const { moves, lines, deps } = recording();
  expect(await copyBlob(blob, { from, to }, deps)).toBe(0);
  expect(await copyBlob(blob, { from, to }, deps)).toBe(0);
  expect(moves.map(({ how, sizeBytes, why }) => [how, sizeBytes, why])).toEqual([
    ['linked', 0, 'both folders are on one file system'],
    ['present', 0, 'the repository has it already'],
  ]);
  expect(lines).toEqual([]);
});

test('announces the size before it streams', async () => {
  const [from, to] = [await layout('dir:a'), await layout('dir:b')];
  await from.putBlob(unknownSource(bytes), signal);
  to.adoptBlob = async () => undefined;
  const { moves, lines, deps } = recording();
  expect(await copyBlob(blob, { from, to }, deps)).toBe(bytes.length);
  expect(lines).toEqual(['Copying layer (10 bytes) from dir:a to dir:b.']);
  expect(moves).toMatchObject([{ how: 'written', sizeBytes: 10, from: 'dir:a', to: 'dir:b' }]);
  expect(await collect(to.readBlob(blob.digest, signal))).toEqual(bytes);
});

test('a blob that is nowhere is an error that names the source', async () => {
  const [from, to] = [await layout('dir:a'), await layout('dir:b')];
  await expect(copyBlob(blob, { from, to }, recording().deps)).rejects.toMatchObject({
    code: 'BLOB_UNKNOWN',
    message: `dir:a has no blob ${blob.digest}`,
  });
});
