import { open } from 'node:fs/promises';

/** A file that grows by whole lines, one after the other. */
export type LineFile = {
  /** Adds a value as one line of JSON. */
  add(value: unknown): Promise<void>;
  close(): Promise<void>;
};

/** Opens it: `anew` empties it first, `on` goes on where it ends. */
export async function openLineFile(path: string, how: 'anew' | 'on'): Promise<LineFile> {
  const handle = await open(path, how === 'anew' ? 'w' : 'a');
  let writing: Promise<void> = Promise.resolve();
  return {
    add(value) {
      const adding = writing.then(() => handle.appendFile(`${JSON.stringify(value)}\n`));
      // Told to whoever added it; the next line has its own fate.
      writing = adding.catch(() => {});
      return adding;
    },
    async close() {
      await writing;
      await handle.close();
    },
  };
}
