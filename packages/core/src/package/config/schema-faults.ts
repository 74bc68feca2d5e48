import type * as z from 'zod/mini';
import type { Fault, Place } from '../../errors.ts';
import type { KeyPath } from './key-path.ts';
import { formatKeyPath } from './key-path.ts';

type Issue = z.core.$ZodIssue;

/**
 * A schema's issues as faults that say what was found and what is wanted. `above` is where the
 * value stands in its file.
 */
export function faultsOf(
  issues: readonly Issue[],
  value: unknown,
  placeOf: (path: KeyPath) => Place,
  above: KeyPath = [],
): Fault[] {
  return issues.map((issue) => {
    const below = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    const path = [...above, ...below];
    const key = path.length === 0 ? 'this file' : formatKeyPath(path);
    return { message: explain(issue, key, valueAt(value, below)), place: placeOf(path) };
  });
}

function explain(issue: Issue, key: string, found: unknown): string {
  if (issue.code === 'invalid_type') {
    if (found === undefined) return `${key} is missing; add it`;
    return `${key} must be ${nameOf(issue.expected)}, not ${kindOf(found)}; correct it`;
  }
  if (issue.code === 'invalid_union') {
    return `${key} has the wrong type (${kindOf(found)}); correct it`;
  }
  return issue.code === 'too_small'
    ? `${key} is empty or too small; give it a value, or remove it`
    : `${key} is not valid; correct it`;
}

function nameOf(expected: string): string {
  switch (expected) {
    case 'boolean':
      return 'true or false, without quotes';
    case 'string':
      return 'text in quotes';
    case 'record':
    case 'object':
      return 'an object';
    case 'array':
      return 'a list';
    default:
      return expected === 'int' ? 'a whole number' : `a ${expected}`;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

function valueAt(value: unknown, path: KeyPath): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, part);
  }
  return found;
}
