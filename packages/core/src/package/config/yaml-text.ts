import { isCollection, isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import { InputError, messageOf } from '../../errors.ts';
import type { ConfigFile } from './config-value.ts';
import type { KeyPath } from './key-path.ts';
import { formatKeyPath, givenTwice } from './key-path.ts';

/**
 * YAML 1.2 (and `<<` of 1.1) with positions; InputError BAD_FILE with line and column of the first
 * error in each line, or with both places of each key that a map has twice.
 */
export function parseYamlText(text: string, file: string): ConfigFile {
  const lines = new LineCounter();
  const options = { prettyErrors: false, uniqueKeys: false, merge: true };
  const document = parseDocument(text, { lineCounter: lines, ...options });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      message: `this is not valid YAML here (${error.message}); correct it`,
      place: { file, ...at(error.pos[0]) },
    }));
    // An open bracket inside another gives one error each, all at the end of the text.
    const first = faults.filter(
      ({ place }, index) => faults.findIndex((other) => other.place.line === place.line) === index,
    );
    throw new InputError('BAD_FILE', first);
  }
  const twice = keysTwice(document).map(({ name, first, second }) => ({
    message: givenTwice(name, at(first)),
    place: { file, ...at(second), key: name },
  }));
  if (twice.length > 0) throw new InputError('BAD_FILE', twice);
  return {
    file,
    value: toValue(document, file),
    placeOf(path) {
      const key = path.length === 0 ? {} : { key: formatKeyPath(path) };
      return { file, ...at(offsetOf(document, path)), ...key };
    },
  };
}

type KeyTwice = { readonly name: string; readonly first: number; readonly second: number };

function keysTwice(document: Document): KeyTwice[] {
  const found: KeyTwice[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        const name = keyText(key);
        const offset = startOf(key) ?? 0;
        const first = seen.get(name);
        if (first === undefined) seen.set(name, offset);
        else if (name !== '<<') found.push({ name, first, second: offset });
      }
    },
  });
  return found;
}

function toValue(document: Document, file: string): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value;
  } catch (cause) {
    const message = `this YAML cannot be read (${messageOf(cause)}); write its values out`;
    throw new InputError('BAD_FILE', [{ message, place: { file } }], { cause });
  }
}

function offsetOf(document: Document, path: KeyPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    if (!isCollection(node)) return offset;
    const item: unknown = isMap(node)
      ? node.items.find((pair) => keyText(pair.key) === String(part))
      : node.items[Number(part)];
    if (item === undefined) return offset;
    const found = startOf(isPair(item) ? item.key : item);
    offset = found ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return offset;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) ? node.range?.[0] : undefined;
}
