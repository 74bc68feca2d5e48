import type { Node, ParseError } from 'jsonc-parser';
import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import { InputError } from '../../errors.ts';
import type { ConfigFile } from './config-value.ts';
import { formatKeyPath, positionAt } from './key-path.ts';

/** JSON (RFC 8259) with positions; InputError BAD_FILE with the first error's line and column. */
export function parseJsonText(text: string, file: string): ConfigFile {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const first = errors[0];
  if (first !== undefined || root === undefined) {
    const offset = first?.offset ?? text.length;
    const place = { file, ...positionAt(text, offset) };
    throw new InputError('BAD_FILE', [{ message: explain(first, text, offset), place }]);
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
