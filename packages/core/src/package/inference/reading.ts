import path from 'node:path';
import type { Fault } from '../../errors.ts';
import { InputError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ConfigFile } from '../config/config-value.ts';
import { readLenientFile } from '../config/lenient-file.ts';

/** An inference configuration being read: where its paths start, and what was found so far. */
export type Reading = {
  readonly source: ConfigFile;
  /** The configuration file on this machine. */
  readonly file: string;
  readonly workingDirectory: string;
  /** Where its paths are looked for, in order: the source or working directory, its own folder. */
  readonly roots: readonly string[];
  /** The repository, and the configuration's folder when it is elsewhere: nothing else is read. */
  readonly within: readonly string[];
  readonly faults: Fault[];
  /** Files on this machine that hold a password or token: they must not go into an image. */
  readonly secretFiles: Set<string>;
  readonly log: Pick<Log, 'info' | 'warn'>;
};

/** Reads a file that the configuration names; undefined when faults say why it cannot be read. */
export async function readConfig(file: string, reading: Reading): Promise<ConfigFile | undefined> {
  return collect(reading, () => readLenientFile(file, shownPath(file, reading)));
}

/** What `read` gives; the faults it raises join those of the reading. */
export async function collect<T>(
  reading: Pick<Reading, 'faults'>,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    reading.faults.push(...error.faults);
    return undefined;
  }
}

/** A file as messages name it: from where the configuration's own name starts. */
export function shownPath(
  found: string,
  reading: Pick<Reading, 'source' | 'file' | 'workingDirectory'>,
): string {
  const { file } = reading.source;
  const own = path.resolve(reading.file);
  const root = own.endsWith(file) ? own.slice(0, -file.length) : reading.workingDirectory;
  if (root === '') return found;
  return path.relative(root, found).split(path.sep).join('/');
}
