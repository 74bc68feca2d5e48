import { rename } from 'node:fs/promises';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { codeOf } from '../errors.ts';

const WAIT_MS = 3000;
const RETRY_MS = 20;
/** What Windows says of a file that another process has open, and also of one without rights. */
const HELD: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

type Machine = {
  readonly platform: NodeJS.Platform;
  readonly clock: Pick<Clock, 'now' | 'sleep' | 'random'>;
};

const thisMachine: Machine = { platform: process.platform, clock: systemClock };

/**
 * Does something to a file. On Windows it fails while another process (a reader, a virus scanner)
 * has the file open: it is tried again for three seconds. Elsewhere such an error is about rights.
 */
export async function whenNotHeld<T>(
  work: () => Promise<T>,
  { platform, clock }: Machine = thisMachine,
): Promise<T> {
  const deadline = clock.now() + WAIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isHeld = platform === 'win32' && HELD.has(codeOf(error) ?? '');
      if (!isHeld || clock.now() > deadline) throw error;
    }
    await clock.sleep(RETRY_MS * (1 + clock.random()), never);
  }
}

const never = new AbortController().signal;

/** Renames a file or a folder, over a file that is there; see `whenNotHeld`. */
export function move(from: string, to: string): Promise<void> {
  return whenNotHeld(() => rename(from, to));
}
