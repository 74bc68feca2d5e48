import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mountsOf, notTested } from '@package-model/steps/smoke-test/mount-rules';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../core/package/temporary-folder.ts';

const linked = 'models/net';
const copied = 'var/azureml-app/azureml-models/net/3';

async function folderWith(...paths: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const path of paths) await mkdir(join(folder, path), { recursive: true });
  return folder;
}

test('models are mounted where their layers would put them', async () => {
  const folder = await folderWith(linked, copied);
  const { mounts } = await mountsOf(folder, '99999:0');
  expect(mounts.map(({ source, target }) => [source, target])).toEqual([
    [join(folder, linked), `/${linked}`],
    [join(folder, copied), `/${copied}`],
  ]);
});

test('only a user who may own the copy gets it read-only', async () => {
  const folder = await folderWith(linked);
  const own = process.getuid?.() ?? 0;
  const other = await mountsOf(folder, '99999:0');
  expect(other).toMatchObject({ isReadOnly: false, mounts: [{ writable: true }] });
  // Tests may run as root, whose name an image cannot have here.
  const same = own === 0 ? undefined : await mountsOf(folder, `${own}:0`);
  expect(same?.isReadOnly ?? true).toBe(true);
  expect((await mountsOf(folder, 'scoring')).isReadOnly).toBe(own !== 0);
  expect(notTested(true).length).toBeGreaterThan(notTested(false).length);
});

test.each([undefined, '', 'root', '0', '0:0', 'root:root'])(
  'an image that runs as root (%j) is refused: it may write into its model',
  async (user) => {
    const folder = await folderWith(linked);
    await expect(mountsOf(folder, user)).rejects.toThrow('use model-transfer: image');
  },
);
