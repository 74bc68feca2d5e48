import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { move, whenNotHeld } from '@package-model/core/files/held-open';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

function machine(platform: NodeJS.Platform) {
  let nowMs = 0;
  const clock = {
    now: () => nowMs,
    random: () => 0,
    sleep: (ms: number) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
  return { platform, clock };
}

/** Fails some times with a code of the system, as a file does that somebody reads. */
function heldFor(times: number, code: string) {
  let calls = 0;
  const work = (): Promise<string> => {
    calls += 1;
    return calls > times
      ? Promise.resolve('done')
      : Promise.reject(Object.assign(new Error(`${code}: rename`), { code }));
  };
  return { work, calls: () => calls };
}

test.each(['EPERM', 'EACCES', 'EBUSY'])('on Windows %s passes with its reader', async (code) => {
  const held = heldFor(7, code);
  expect(await whenNotHeld(held.work, machine('win32'))).toBe('done');
  expect(held.calls()).toBe(8);
});

test('on Windows what is held for longer fails after three seconds with what it said', async () => {
  const held = heldFor(Infinity, 'EPERM');
  const at = machine('win32');
  await expect(whenNotHeld(held.work, at)).rejects.toMatchObject({ code: 'EPERM' });
  expect(at.clock.now()).toBeGreaterThan(3000);
  expect(at.clock.now()).toBeLessThan(3100);
});

test.each([
  ['linux', 'EPERM'],
  ['darwin', 'EACCES'],
  ['win32', 'ENOENT'],
  ['win32', 'EEXIST'],
] as const)('on %s %s is told at once', async (platform, code) => {
  const held = heldFor(1, code);
  await expect(whenNotHeld(held.work, machine(platform))).rejects.toMatchObject({ code });
  expect(held.calls()).toBe(1);
});

test('moves a file over another one', async () => {
  const folder = await temporaryFolder({ old: 'old', new: 'new' });
  await move(join(folder, 'new'), join(folder, 'old'));
  expect(await readFile(join(folder, 'old'), 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['old']);
});
