import type { Stats } from 'node:fs';
import { readlink } from 'node:fs/promises';

const FOLDER_MODE = 0o755;
const FILE_MODE = 0o644;

/** Mode of what stands in a folder. Windows has none: there it is what a model layer gives. */
export function modeOf(found: Stats, platform: NodeJS.Platform = process.platform): number {
  if (platform !== 'win32') return found.mode & 0o7777;
  return found.isDirectory() ? FOLDER_MODE : FILE_MODE;
}

/** Where a link points, with `/` between folders: Windows writes `\`. */
export async function linkTarget(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  const target = await readlink(path);
  return platform === 'win32' ? target.replaceAll('\\', '/') : target;
}
