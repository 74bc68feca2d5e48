import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtTasks } from '../built-files.ts';
import { surfaces } from '../surfaces.ts';
import { ofPublisher } from './of-publisher.ts';

/**
 * What is packed and nothing else, in a folder of its own: sources and tests stand elsewhere. Without a
 * publisher it is ours.
 */
export async function stageExtension(
  folder: string,
  root: string,
  publisher: string | undefined,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const readManifest = async (path: string): Promise<string> => {
    const text = await readFile(join(root, 'tasks', path), 'utf8');
    return publisher === undefined ? text : ofPublisher(text, publisher);
  };
  const manifest: unknown = JSON.parse(await readManifest('vss-extension.json'));
  if (typeof manifest !== 'object') throw new Error('tasks/vss-extension.json holds no object');
  const changed = { ...manifest, ...(publisher !== undefined && { publisher }) };
  await writeFile(join(folder, 'vss-extension.json'), `${JSON.stringify(changed, null, 2)}\n`);
  await copyFile(join(root, 'tasks/icon.png'), join(folder, 'icon.png'));
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE.txt'));
  await copyFile(join(root, 'docs/extension.md'), join(folder, 'overview.md'));
  for (const { task } of surfaces) {
    await mkdir(join(folder, task));
    await copyFile(join(root, 'tasks', task, 'icon.png'), join(folder, task, 'icon.png'));
    await writeFile(join(folder, task, 'task.json'), await readManifest(`${task}/task.json`));
  }
  for (const [path, content] of await builtTasks(root)) {
    const place = join(folder, path.slice('tasks/'.length));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, content);
  }
}
