import { copyFile, cp, mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fetchTool } from './tools.ts';
import type { ToolFolders } from './tools.ts';

const PLUGIN = process.platform === 'win32' ? 'docker-buildx.exe' : 'docker-buildx';

/** Where buildx comes from and which docker configuration it goes beside. */
export type BuildxSource = {
  readonly url: string;
  readonly sha256: string;
  readonly dockerConfigDirectory: string;
};

/**
 * Fetches buildx and returns a configuration folder for `DOCKER_CONFIG` that has it as a plugin,
 * and everything else of the user's own folder, which stays as it is.
 */
export async function installBuildx(source: BuildxSource, folders: ToolFolders): Promise<string> {
  const plugin = await fetchTool({ name: PLUGIN, url: source.url, sha256: source.sha256 }, folders);
  const folder = await mkdtemp(join(folders.temporaryDirectory, 'docker-config-'));
  const own = resolve(source.dockerConfigDirectory);
  await linkEntries(own, folder, 'cli-plugins');
  const plugins = join(folder, 'cli-plugins');
  await mkdir(plugins);
  await linkEntries(join(own, 'cli-plugins'), plugins, PLUGIN);
  await copyFile(plugin, join(plugins, PLUGIN));
  return folder;
}

async function linkEntries(from: string, to: string, except: string): Promise<void> {
  // A folder that is not there has nothing to link.
  const names = await readdir(from).catch(() => []);
  for (const name of names) {
    if (name !== except) await linkOrCopy(join(from, name), join(to, name));
  }
}

/** On Windows only some users may make links. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await symlink(from, to).catch(() => cp(from, to, { recursive: true }));
}
