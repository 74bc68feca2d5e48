import type { Place } from '../../errors.ts';
import { readTextFile } from '../config/text-file.ts';
import type { PathSearch } from './inference-paths.ts';
import { locate } from './inference-paths.ts';
import type { Reading } from './reading.ts';
import { collect } from './reading.ts';

/** Text that a configuration names or holds, and the place of its first line. */
export type SourceText = { readonly text: string; readonly place: Place };

/** The text of a file that the configuration names; undefined when there is none, or on a fault. */
export async function readSource(
  search: PathSearch,
  reading: Reading,
): Promise<SourceText | undefined> {
  const found = await locate(search, reading);
  return found && readText(found.path, found.shownAs, reading);
}

/** The text of a file at a known place. */
export async function readText(
  path: string,
  shownAs: string,
  reading: Reading,
): Promise<SourceText | undefined> {
  const text = await collect(reading, () => readTextFile(path, shownAs));
  if (text === undefined) return undefined;
  if (text.includes('\r\n')) {
    const line = `${shownAs} has Windows line ends, which would become part of commands; they are replaced`;
    reading.log.warn(line, { file: shownAs });
  }
  return { text: withLineFeeds(text), place: { file: shownAs, line: 1 } };
}

/** A Dockerfile's text in place, or the text of the file that is named. */
export async function readDockerfile(
  search: PathSearch,
  reading: Reading,
): Promise<SourceText | undefined> {
  const { value, key } = search;
  if (value !== undefined && /[\r\n]|^\s*(?:#|FROM\s|ARG\s)/i.test(value)) {
    return { text: withLineFeeds(value), place: search.place ?? reading.source.placeOf(key) };
  }
  return readSource(search, reading);
}

/** A Dockerfile's lines end in line feeds only: a carriage return would become part of a command. */
function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
