import { isCollection, isMap, isPair, isScalar, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import type { Fault } from '../../errors.ts';
import { InputError, messageOf } from '../../errors.ts';
import { formatSize } from '../../format-size.ts';
import type { ConfigFile } from './config-value.ts';
import type { KeyPath } from './key-path.ts';
import { formatKeyPath, givenTwice } from './key-path.ts';
import { textLimits, tooDeep } from './limits.ts';
import { positionsOf } from './positions.ts';
import { tooDeepInYaml } from './yaml-depth.ts';

/**
 * YAML 1.2 (and `<<` of 1.1) with positions; InputError BAD_FILE with line and column of the first
 * error in each line, or with both places of each key that a map has twice.
 */
export function parseYamlText(text: string, file: string): ConfigFile {
  const positionAt = positionsOf(text);
  const at = (offset: number) => ({ file, ...positionAt(offset) });
  refuseSize(text, file);
  const deep = tooDeepInYaml(text);
  if (deep !== undefined) {
    throw new InputError('BAD_FILE', [{ message: tooDeep, place: at(deep) }]);
  }
  const options = {
    prettyErrors: false,
    uniqueKeys: false,
    merge: true,
    logLevel: 'error',
  } as const;
  const document = parseDocument(text, options);
  if (document.errors.length > 0) throw new InputError('BAD_FILE', syntaxFaults(document, at));
  const faults = [
    ...keysTwice(document, at),
    ...keysNoText(document, at),
    ...aliasesToNothing(document, at),
  ];
  if (faults.length > 0) throw new InputError('BAD_FILE', faults.slice(0, textLimits.maxFaults));
  return {
    file,
    value: toValue(document, file),
    placeOf(path) {
      const key = path.length === 0 ? {} : { key: formatKeyPath(path) };
      return { ...at(offsetOf(document, path)), ...key };
    },
  };
}

type At = (offset: number) => { file: string; line: number; column: number };

function refuseSize(text: string, file: string): void {
  if (text.length <= textLimits.maxYamlBytes) return;
  const sizes = `${formatSize(text.length)}, ${formatSize(textLimits.maxYamlBytes)} at most are read`;
  const message = `this YAML file is too large (${sizes}); is it the right file?`;
  throw new InputError('BAD_FILE', [{ message, place: { file } }]);
}

/** One fault for each line: an open bracket inside another gives one error each, at the end. */
function syntaxFaults(document: Document, at: At): Fault[] {
  const byLine = new Map<number, Fault>();
  for (const error of document.errors) {
    const place = at(error.pos[0]);
    const message = `this is not valid YAML here (${error.message}); correct it`;
    if (!byLine.has(place.line)) byLine.set(place.line, { message, place });
  }
  return [...byLine.values()].slice(0, textLimits.maxFaults);
}

function keysTwice(document: Document, at: At): Fault[] {
  const found: Fault[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        // Refused elsewhere; the text of one may not even be to be had.
        if (isCollection(key)) continue;
        const name = keyText(key);
        const offset = startOf(key) ?? 0;
        const first = seen.get(name);
        if (first === undefined) seen.set(name, offset);
        else if (name !== '<<') {
          const place = { ...at(offset), key: name };
          found.push({ message: givenTwice(name, at(first)), place });
        }
      }
    },
  });
  return found;
}

/** Keys that are lists or objects: no configuration has such, and they are easily made by mistake. */
function keysNoText(document: Document, at: At): Fault[] {
  const found: Fault[] = [];
  visit(document, {
    Pair(_key, { key }) {
      if (!isCollection(key)) return;
      const message = 'a list or an object cannot be a key; write text here';
      found.push({ message, place: at(startOf(key) ?? 0) });
    },
  });
  return found;
}

/** Aliases without an anchor before them. */
function aliasesToNothing(document: Document, at: At): Fault[] {
  const found: Fault[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Value(_key, { anchor }) {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Alias(_key, alias) {
      if (anchors.has(alias.source)) return;
      const message = `*${alias.source} stands for nothing: no &${alias.source} comes before it; write the value out`;
      found.push({ message, place: at(startOf(alias) ?? 0) });
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
