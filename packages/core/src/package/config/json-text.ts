import type { Node, ParseError } from 'jsonc-parser';
import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import { InputError } from '../../errors.ts';
import type { ConfigFile } from './config-value.ts';
import { formatKeyPath, givenTwice, positionAt } from './key-path.ts';

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
  const errors: ParseError[] = [];
  const lenient = rules.comments === 'allowed';
  const root = parseTree(text, errors, {
    disallowComments: !lenient,
    allowTrailingComma: lenient,
  });
  const first = errors[0];
  if (first !== undefined || root === undefined) {
    const offset = first?.offset ?? text.length;
    const place = { file, ...positionAt(text, offset) };
    throw new InputError('BAD_FILE', [{ message: explain(first, text, offset), place }]);
  }
  const keys = keysTwice(root);
  if (keys.length > 0) {
    const at = (offset: number) => ({ file, ...positionAt(text, offset) });
    throw new InputError(
      'BAD_FILE',
      keys.map(({ name, first: one, second }) => ({
        message: givenTwice(name, at(one)),
        place: { ...at(second), key: name },
      })),
    );
  }
  return {
    file,
    value: valueOf(root),
    placeOf(path) {
      let depth = path.length;
      let node = findNodeAtLocation(root, [...path]);
      while (node === undefined && depth > 0) {
        depth -= 1;
        node = findNodeAtLocation(root, path.slice(0, depth));
      }
      const found = node?.parent?.type === 'property' ? node.parent : (node ?? root);
      const key = path.length === 0 ? {} : { key: formatKeyPath(path) };
      return { file, ...positionAt(text, found.offset), ...key };
    },
  };
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
