import { statfs } from 'node:fs/promises';

const MEMORY = '/dev/shm';
/** The copy, the service's own reading of it, and as much again for everything else. */
const ROOMS = 4;
/** File systems that copy by reference (statfs(2)): Btrfs and XFS. */
const BY_REFERENCE: ReadonlySet<number> = new Set([0x9123683e, 0x58465342]);

export type Room = { readonly type: number; readonly freeBytes: number };
export type Look = {
  readonly room: (folder: string) => Promise<Room | undefined>;
  readonly memoryBytes: () => number;
};

/**
 * Where the copy of a model is made: in memory where that has plenty of room, as a disk that cannot
 * copy by reference has to write all of it for a moment's use; else in the temporary folder.
 */
export async function placeOfCopy(
  temporaryDirectory: string,
  sizeBytes: number,
  look: Look = thisMachine,
): Promise<string> {
  const [disk, memory] = await Promise.all([look.room(temporaryDirectory), look.room(MEMORY)]);
  if (memory === undefined || BY_REFERENCE.has(disk?.type ?? 0)) return temporaryDirectory;
  const freeBytes = Math.min(memory.freeBytes, look.memoryBytes());
  return freeBytes >= ROOMS * sizeBytes ? MEMORY : temporaryDirectory;
}

const thisMachine: Look = {
  async room(folder) {
    const found = await statfs(folder).catch(() => undefined);
    return found && { type: found.type, freeBytes: found.bavail * found.bsize };
  },
  memoryBytes: () => process.availableMemory(),
};
