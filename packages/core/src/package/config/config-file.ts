import { resolve } from 'node:path';
import { InputError } from '../../errors.ts';
import type { ConfigFile } from './config-value.ts';
import { parseJsonText } from './json-text.ts';
import { readTextFile } from './text-file.ts';

/**
 * Reads a `.json`, `.yml` or `.yaml` file. InputError BAD_INPUT when it is not there, BAD_FILE with
 * line and column when it is malformed or truncated.
 */
export async function readConfigFile(path: string, shownAs = path): Promise<ConfigFile> {
  const file = await parseConfigText(await readTextFile(path, shownAs), shownAs);
  return { ...file, path: resolve(path) };
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
