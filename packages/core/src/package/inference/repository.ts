import { stat } from 'node:fs/promises';
import path from 'node:path';

/** True when `inner` is `folder` itself or below it; both absolute. */
export function isInside(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** The nearest folder at or above this one that holds `.git`; else the folder itself. */
export async function repositoryOf(folder: string): Promise<string> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (await stat(path.join(at, '.git')).catch(() => undefined)) return at;
    if (at === path.dirname(at)) return path.resolve(folder);
  }
}
