import type { Node, ParseError } from 'jsonc-parser';
import { parseTree, printParseErrorCode } from 'jsonc-parser';
import { InputError } from '../../errors.ts';
import type { ConfigFile } from './config-value.ts';
import { tooDeepInJson } from './json-depth.ts';
import { formatKeyPath, givenTwice } from './key-path.ts';
import type { KeyPath } from './key-path.ts';
import { textLimits, tooDeep } from './limits.ts';
import { positionsOf } from './positions.ts';

export type JsonRules = {
  /** `allowed` also lets a comma stand after the last member. */
  readonly comments: 'refused' | 'allowed';
};

/**
 * JSON (RFC 8259) with positions; InputError BAD_FILE with the first error's line and column, or
 * with both places of each key that an object has twice.
 */
export function parseJsonText(
  text: string,
  file: string,
  rules: JsonRules = { comments: 'refused' },
): ConfigFile {
  const positionAt = positionsOf(text);
  const at = (offset: number) => ({ file, ...positionAt(offset) });
  const deep = tooDeepInJson(text);
  if (deep !== undefined) {
    throw new InputError('BAD_FILE', [{ message: tooDeep, place: at(deep) }]);
  }
  const errors: ParseError[] = [];
  const lenient = rules.comments === 'allowed';
  const root = parseTree(text, errors, {
    disallowComments: !lenient,
    allowTrailingComma: lenient,
  });
  const first = errors[0];
  if (first !== undefined || root === undefined) {
    const offset = first?.offset ?? text.length;
    throw new InputError('BAD_FILE', [
      { message: explain(first, text, offset), place: at(offset) },
    ]);
  }
  const keys = keysTwice(root).slice(0, textLimits.maxFaults);
  if (keys.length > 0) {
    throw new InputError(
      'BAD_FILE',
      keys.map(({ name, first: one, second }) => ({
        message: givenTwice(name, positionAt(one)),
        place: { ...at(second), key: name },
      })),
    );
  }
  const offsets = offsetsOf(root);
  return {
    file,
    value: valueOf(root),
    placeOf(path) {
      const key = path.length === 0 ? {} : { key: formatKeyPath(path) };
      return { ...at(nearestOffset(offsets, path)), ...key };
    },
  };
}

/** Where values stand, by key path as JSON; made once, when it is first asked for. */
function offsetsOf(root: Node): () => ReadonlyMap<string, number> {
  let offsets: Map<string, number> | undefined;
  return () => {
    if (offsets !== undefined) return offsets;
    offsets = new Map();
    placeNode(root, [], offsets);
    return offsets;
  };
}

function placeNode(node: Node, path: KeyPath, offsets: Map<string, number>): void {
  const offset = node.parent?.type === 'property' ? node.parent.offset : node.offset;
  offsets.set(JSON.stringify(path), offset);
  for (const [index, child] of (node.children ?? []).entries()) {
    if (node.type === 'array') placeNode(child, [...path, index], offsets);
    const [key, value] = node.type === 'object' ? (child.children ?? []) : [];
    if (value !== undefined) placeNode(value, [...path, String(key?.value)], offsets);
  }
}

function nearestOffset(offsets: () => ReadonlyMap<string, number>, path: KeyPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const found = offsets().get(JSON.stringify(path.slice(0, length)));
    if (found !== undefined) return found;
  }
  return offsets().get('[]') ?? 0;
}

function explain(error: ParseError | undefined, text: string, offset: number): string {
  if (text.trim() === '') return 'this JSON file is empty; write at least {}';
  if (text.slice(offset).trim() === '') {
    return 'this JSON file ends too early; is it cut off, or is a closing bracket missing?';
  }
  const name = error === undefined ? 'Error' : printParseErrorCode(error.error);
  if (name === 'InvalidCommentToken') return 'JSON has no comments; remove this one';
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return `this is not valid JSON here (${words}); correct it`;
}

type KeyTwice = { readonly name: string; readonly first: number; readonly second: number };

function keysTwice(node: Node): KeyTwice[] {
  const children = node.children ?? [];
  if (node.type !== 'object') return children.flatMap(keysTwice);
  const seen = new Map<string, number>();
  return children.flatMap((property) => {
    const [key, value] = property.children ?? [];
    const name = String(key?.value);
    const first = seen.get(name);
    if (first === undefined) seen.set(name, property.offset);
    const below = value === undefined ? [] : keysTwice(value);
    return first === undefined ? below : [{ name, first, second: property.offset }, ...below];
  });
}

function valueOf(node: Node): unknown {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map(valueOf);
  if (node.type === 'object') return Object.fromEntries(children.map(memberOf));
  return node.value;
}

function memberOf(property: Node): [string, unknown] {
  const [key, value] = property.children ?? [];
  return [String(key?.value), value === undefined ? null : valueOf(value)];
}
