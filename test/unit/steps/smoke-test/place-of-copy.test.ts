import { placeOfCopy } from '@package-model/steps/smoke-test/place-of-copy';
import type { Look } from '@package-model/steps/smoke-test/place-of-copy';
import { expect, test } from 'vitest';

const GB = 1e9;
const EXT4 = 0xef53;
const TMPFS = 0x01021994;
const BTRFS = 0x9123683e;

type Machine = { readonly disk: number; readonly memoryBytes: number; readonly shmBytes?: number };

function machine({ disk, memoryBytes, shmBytes }: Machine): Look {
  const memory = shmBytes === undefined ? undefined : { type: TMPFS, freeBytes: shmBytes };
  return {
    room: async (folder) => (folder === '/tmp' ? { type: disk, freeBytes: 100 * GB } : memory),
    memoryBytes: () => memoryBytes,
  };
}

test.each([
  ['plenty of memory', { disk: EXT4, memoryBytes: 8 * GB, shmBytes: 8 * GB }, '/dev/shm'],
  [
    'a disk that copies by reference',
    { disk: BTRFS, memoryBytes: 8 * GB, shmBytes: 8 * GB },
    '/tmp',
  ],
  ['less memory than it looks', { disk: EXT4, memoryBytes: 7 * GB, shmBytes: 8 * GB }, '/tmp'],
  ['a small file system in memory', { disk: EXT4, memoryBytes: 8 * GB, shmBytes: 64e6 }, '/tmp'],
  ['none', { disk: EXT4, memoryBytes: 8 * GB }, '/tmp'],
])('%s: a copy of 2 GB', async (_, given, place) => {
  expect(await placeOfCopy('/tmp', 2 * GB, machine(given))).toBe(place);
});
