import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { canaryFinder } from '@package-model/core/image/find-canary';

/** Files below a folder in which one of the canaries stands. */
export async function betrayedIn(
  below: string,
  canaries: readonly string[],
): Promise<readonly string[]> {
  const entries = await readdir(below, { recursive: true, withFileTypes: true });
  const betrayed: string[] = [];
  for (const entry of entries.filter((found) => found.isFile())) {
    const finder = canaryFinder(canaries);
    const path = join(entry.parentPath, entry.name);
    for await (const chunk of createReadStream(path)) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError(path);
      if (finder.push(chunk)) break;
    }
    if (finder.push(new Uint8Array(0))) betrayed.push(path);
  }
  return betrayed;
}
