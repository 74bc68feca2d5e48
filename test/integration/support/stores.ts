import { copyFile, link, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Gives a copy of a project the layout folders and the lock file of the first one, so that its
 * environment need not be imported again. Blobs never change and are linked.
 */
export async function copyStores(
  from: string,
  to: string,
  layouts: readonly string[],
): Promise<void> {
  await mkdir(to, { recursive: true });
  await copyFile(join(from, 'package-model.lock'), join(to, 'package-model.lock'));
  for (const layout of layouts) {
    const entries = await readdir(join(from, layout), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((found) => found.isFile())) {
      const source = join(entry.parentPath, entry.name);
      const target = join(to, source.slice(from.length));
      await mkdir(dirname(target), { recursive: true });
      await (source.includes('/blobs/') ? link(source, target) : copyFile(source, target));
    }
  }
}
