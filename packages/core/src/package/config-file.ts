import type { Place } from '../errors.ts';
import { InputError } from '../errors.ts';
import { parseJsonText } from './json-text.ts';
import type { KeyPath } from './key-path.ts';
import { readTextFile } from './text-file.ts';

/** A file users write: its value, and where in the text each part of it stands. */
export type ConfigFile = {
  /** As messages name it. */
  readonly file: string;
  readonly value: unknown;
  /** Line and column (1-based) of a key, or of the nearest part above it that is there. */
  readonly placeOf: (path: KeyPath) => Place;
};

/**
 * Reads a `.json`, `.yml` or `.yaml` file. InputError BAD_INPUT when it is not there, BAD_FILE with
 * line and column when it is malformed or truncated.
 */
export async function readConfigFile(path: string, shownAs = path): Promise<ConfigFile> {
  return parseConfigText(await readTextFile(path, shownAs), shownAs);
}

/** The same for text that is there already; the format follows from the name's ending. */
export async function parseConfigText(text: string, file: string): Promise<ConfigFile> {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (/\.json$/i.test(file)) return parseJsonText(plain, file);
  if (/\.ya?ml$/i.test(file)) {
    // YAML's parser is large and most runs need none: it is loaded with the first YAML file.
    const { parseYamlText } = await import('./yaml-text.ts');
    return parseYamlText(plain, file);
  }
  const message =
    'the name must end in .json, .yml or .yaml, so that its format is known; rename it';
  throw new InputError('BAD_FILE', [{ message, place: { file } }]);
}
