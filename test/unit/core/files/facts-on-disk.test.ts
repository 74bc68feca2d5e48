import { chmod, lstat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { linkTarget, modeOf } from '@package-model/core/files/facts-on-disk';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

test('modes are those of the disk, and on Windows those of a model layer', async () => {
  const folder = await temporaryFolder({ 'a.bin': '' });
  const file = join(folder, 'a.bin');
  await chmod(file, 0o666);
  expect(modeOf(await lstat(file), 'linux')).toBe(0o666);
  expect(modeOf(await lstat(file), 'win32')).toBe(0o644);
  expect(modeOf(await lstat(folder), 'win32')).toBe(0o755);
});

test('links point with slashes, also where the system writes backslashes', async () => {
  const folder = await temporaryFolder({});
  await symlink(String.raw`..\net\a.bin`, join(folder, 'link'));
  expect(await linkTarget(join(folder, 'link'), 'win32')).toBe('../net/a.bin');
  expect(await linkTarget(join(folder, 'link'), 'linux')).toBe(String.raw`..\net\a.bin`);
});
