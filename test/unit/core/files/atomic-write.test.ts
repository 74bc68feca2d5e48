import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically, writeFileAtomically } from '@package-model/core/files/atomic-write';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../package/temporary-folder.ts';

test('replaces a file as a whole', async () => {
  const folder = await temporaryFolder({ 'a.txt': 'old' });
  await writeFileAtomically(join(folder, 'a.txt'), 'new');
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('the old bytes stand until the new ones are complete', async () => {
  const folder = await temporaryFolder({ 'a.txt': 'old' });
  const target = join(folder, 'a.txt');
  await writeAtomically(
    join(folder, 'a.tmp'),
    async (handle) => {
      await handle.writeFile('half');
      expect(await readFile(target, 'utf8')).toBe('old');
      await handle.writeFile(' and half');
    },
    () => target,
  );
  expect(await readFile(target, 'utf8')).toBe('half and half');
});

test('leaves nothing behind when writing fails', async () => {
  const folder = await temporaryFolder({ 'a.txt': 'old' });
  const failed = writeAtomically(
    join(folder, 'a.tmp'),
    async (handle) => {
      await handle.writeFile('half');
      throw new Error('the source broke');
    },
    () => join(folder, 'a.txt'),
  );
  await expect(failed).rejects.toThrow('the source broke');
  expect(await readdir(folder)).toEqual(['a.txt']);
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('old');
});

test('never writes into a file that is there under the temporary name', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'a.tmp'), 'of somebody else');
  const failed = writeAtomically(
    join(folder, 'a.tmp'),
    (handle) => handle.writeFile('mine'),
    () => join(folder, 'a.txt'),
  );
  await expect(failed).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(join(folder, 'a.tmp'), 'utf8')).toBe('of somebody else');
});
