import { resolve } from 'node:path';
import { InputError } from '../../errors.ts';
import type { ConfigFile } from './config-value.ts';
import { parseJsonText } from './json-text.ts';
import { withNearName } from './near-name.ts';
import { readTextFile } from './text-file.ts';

/**
 * Reads a file as the v1 tools did: JSON with comments and trailing commas, or YAML, whatever its
 * name ends in; Python's `True` and `'text'` in JSON are understood, as YAML's parser reads them.
 * InputError like `readConfigFile`.
 */
export async function readLenientFile(path: string, shownAs = path): Promise<ConfigFile> {
  const text = await readTextFile(path, shownAs).catch(async (error: unknown) => {
    throw await withNearName(error, path, shownAs);
  });
  return { ...(await parseLenientText(text, shownAs)), path: resolve(path) };
}

/** The same for text that is there already. */
export async function parseLenientText(text: string, file: string): Promise<ConfigFile> {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const isJson = /^\s*(?:[[{]|\/[/*])/.test(plain) || (/\.json$/i.test(file) && isEmpty(plain));
  if (isJson && !/\.ya?ml$/i.test(file)) return parseJsonLike(plain, file);
  return parseYaml(plain, file);
}

function isEmpty(text: string): boolean {
  return text.trim() === '';
}

async function parseJsonLike(text: string, file: string): Promise<ConfigFile> {
  try {
    return parseJsonText(text, file, { comments: 'allowed' });
  } catch (error) {
    if (!(error instanceof InputError) || !looksPython(text)) throw error;
    // YAML's flow style takes what Python writes; where it does not, JSON's own words are better.
    return parseYaml(text, file).catch(() => {
      throw error;
    });
  }
}

function looksPython(text: string): boolean {
  return /:\s*(?:True|False|None|')|[[{,]\s*'|^\s*#/m.test(text);
}

async function parseYaml(text: string, file: string): Promise<ConfigFile> {
  const { parseYamlText } = await import('./yaml-text.ts');
  return parseYamlText(text, file);
}
