import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder that only this user can read. */
export type PrivateFolder = {
  readonly path: string;
  /** Writes a file of mode 0600; gives its path. */
  write(name: string, content: string): Promise<string>;
};

/** Makes a private folder below `parent` for the time of `work`, then removes it with all in it. */
export async function withPrivateFolder<T>(
  parent: string,
  work: (folder: PrivateFolder) => Promise<T>,
): Promise<T> {
  const path = await mkdtemp(join(parent, 'package-model-'));
  try {
    return await work({
      path,
      async write(name, content) {
        const file = join(path, name);
        await writeFile(file, content, { mode: 0o600, flag: 'wx' });
        return file;
      },
    });
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
