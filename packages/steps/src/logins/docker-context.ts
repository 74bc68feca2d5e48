import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The engine context that a docker configuration folder names; undefined where it is the usual. */
export async function currentContextIn(folder: string): Promise<string | undefined> {
  try {
    const config: unknown = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    if (typeof config !== 'object' || config === null) return undefined;
    const named = 'currentContext' in config ? config.currentContext : undefined;
    return typeof named === 'string' ? named : undefined;
  } catch {
    // None, or one that docker itself will complain of: then the engine is the usual one.
    return undefined;
  }
}
