import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { withLock } from '@package-model/core/files/lock';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();
const clock = {
  ...systemClock,
  sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
};
const deps = { clock, signal };

async function staleLock(): Promise<string> {
  const path = join(await temporaryFolder({ '.lock': 'of a dead process' }), '.lock');
  const minuteAgo = new Date(Date.now() - 60_000);
  await utimes(path, minuteAgo, minuteAgo);
  return path;
}

test('only one holds the lock at a time', async () => {
  const path = join(await temporaryFolder(), '.lock');
  let holders = 0;
  let counter = 0;
  const work = Array.from({ length: 12 }, () =>
    withLock(path, deps, async () => {
      holders += 1;
      expect(holders).toBe(1);
      const before = counter;
      await Promise.resolve();
      counter = before + 1;
      holders -= 1;
    }),
  );
  await Promise.all(work);
  expect(counter).toBe(12);
  expect(await readdir(join(path, '..'))).toEqual([]);
});

test('is free again after work that failed', async () => {
  const path = join(await temporaryFolder(), '.lock');
  const failing = withLock(path, deps, async () => {
    throw new Error('work broke');
  });
  await expect(failing).rejects.toThrow('work broke');
  expect(await withLock(path, deps, async (held) => held())).toBe(true);
});

test('takes over the lock of a dead process', async () => {
  const path = await staleLock();
  expect(await withLock(path, deps, async () => 'done')).toBe('done');
  expect(await readdir(join(path, '..'))).toEqual([]);
});

test('many that find a dead lock at once still work one after the other', async () => {
  const path = await staleLock();
  let holders = 0;
  const work = Array.from({ length: 12 }, () =>
    withLock(path, deps, async (held) => {
      holders += 1;
      expect(holders).toBe(1);
      expect(await held()).toBe(true);
      holders -= 1;
    }),
  );
  await Promise.all(work);
});

test('says that it is no longer held when another one has taken it over', async () => {
  const path = join(await temporaryFolder(), '.lock');
  const seen = await withLock(path, deps, async (held) => {
    const before = await held();
    await writeFile(path, 'another');
    return [before, await held()];
  });
  expect(seen).toEqual([true, false]);
  expect(await readFile(path, 'utf8')).toBe('another');
  await rm(path);
});

test('gives up after two minutes and names the file', async () => {
  const path = join(await temporaryFolder({ '.lock': 'of a living process' }), '.lock');
  let nowMs = Date.now();
  const slowClock = {
    now: () => nowMs,
    random: () => 0,
    after: () => () => {},
    async sleep() {
      nowMs += 1000;
      await utimes(path, new Date(nowMs), new Date(nowMs));
    },
  };
  const waiting = withLock(path, { clock: slowClock, signal }, async () => {});
  await expect(waiting).rejects.toMatchObject({
    code: 'BUSY',
    message: `${path} is held by another process; remove it if none is running`,
  });
});

test('waiting ends when the caller cancels', async () => {
  const path = join(await temporaryFolder({ '.lock': 'of a living process' }), '.lock');
  const cancelled = AbortSignal.abort(new Error('cancelled'));
  const waiting = withLock(path, { clock: systemClock, signal: cancelled }, async () => {});
  await expect(waiting).rejects.toThrow('cancelled');
});
