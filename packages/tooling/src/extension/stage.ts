import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtTasks } from '../built-files.ts';
import { surfaces } from '../surfaces.ts';

/** What is packed and nothing else, in a folder of its own: sources and tests stand elsewhere. */
export async function stageExtension(
  folder: string,
  root: string,
  override: Readonly<Record<string, string>>,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const text = await readFile(join(root, 'tasks/vss-extension.json'), 'utf8');
  const manifest: unknown = JSON.parse(text);
  if (typeof manifest !== 'object') throw new Error('tasks/vss-extension.json holds no object');
  const changed = `${JSON.stringify({ ...manifest, ...override }, null, 2)}\n`;
  await writeFile(join(folder, 'vss-extension.json'), changed);
  await copyFile(join(root, 'tasks/icon.png'), join(folder, 'icon.png'));
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE.txt'));
  await copyFile(join(root, 'docs/extension.md'), join(folder, 'overview.md'));
  for (const { task } of surfaces) {
    await mkdir(join(folder, task));
    for (const name of ['task.json', 'icon.png']) {
      await copyFile(join(root, 'tasks', task, name), join(folder, task, name));
    }
  }
  for (const [path, content] of await builtTasks(root)) {
    const place = join(folder, path.slice('tasks/'.length));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, content);
  }
}
