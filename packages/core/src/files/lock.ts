import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { codeOf } from '../errors.ts';
import { FileError } from './errors.ts';
import { whenNotHeld } from './held-open.ts';

const STALE_MS = 20_000;
const WAIT_MS = 120_000;
const RETRY_MS = 25;

export type LockDeps = { readonly clock: Clock; readonly signal: AbortSignal };

/**
 * Runs `work` while this process alone holds the lock file. Held for milliseconds: a lock older than
 * 20 s belongs to a dead process and is taken over. `work` gets `held`, to ask right before its one
 * visible change. FileError BUSY after two minutes.
 */
export async function withLock<T>(
  path: string,
  deps: LockDeps,
  work: (held: () => Promise<boolean>) => Promise<T>,
): Promise<T> {
  const token = randomBytes(12).toString('hex');
  await acquire(path, token, deps);
  const held = async (): Promise<boolean> =>
    (await whenNotHeld(() => readFile(path, 'utf8')).catch(() => undefined)) === token;
  try {
    return await work(held);
  } finally {
    if (await held()) await whenNotHeld(() => rm(path, { force: true }));
  }
}

async function acquire(path: string, token: string, deps: LockDeps): Promise<void> {
  const deadline = deps.clock.now() + WAIT_MS;
  for (;;) {
    try {
      // Windows refuses the name of a lock that is about to go.
      await whenNotHeld(() => writeFile(path, token, { flag: 'wx' }));
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    await removeStale(path, deps.clock);
    if (deps.clock.now() > deadline) {
      throw new FileError(
        'BUSY',
        `${path} is held by another process; remove it if none is running`,
      );
    }
    await deps.clock.sleep(RETRY_MS * (1 + deps.clock.random()), deps.signal);
  }
}

async function removeStale(path: string, clock: Clock): Promise<void> {
  if (!(await isStale(path, clock))) return;
  // Renaming decides between two that see the same stale lock: only one of them succeeds.
  const grave = `${path}.${randomBytes(6).toString('hex')}.stale`;
  await rename(path, grave).catch(() => undefined);
  // The other one may have taken the lock meanwhile: then it was that fresh lock that moved.
  if ((await isStale(grave, clock)) === false) await link(grave, path).catch(() => undefined);
  await rm(grave, { force: true });
}

/** Undefined when there is no lock. */
async function isStale(path: string, clock: Clock): Promise<boolean | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : clock.now() - found.mtimeMs >= STALE_MS;
}
