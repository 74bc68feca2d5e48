import { Validator } from '@cfworker/json-schema';
import type { Schema, SchemaDraft } from '@cfworker/json-schema';
import type { Compiled } from './compiled.ts';

/** Where a value breaks its schema: a JSON pointer ('' is the whole value), and why. */
export type Violation = { readonly pointer: string; readonly message: string };

const TYPES: readonly unknown[] = [
  'array',
  'boolean',
  'integer',
  'null',
  'number',
  'object',
  'string',
];
/** Keywords that only say that something below them is wrong, which is told by itself. */
const OUTER = new Set(['items', 'properties', 'additionalProperties', 'prefixItems', '$ref']);
const MAPS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];

/** Reads a JSON Schema (draft 4, 7, 2019-09 or 2020-12, as its `$schema` says; else 2020-12). */
export function compileSchema(schema: unknown): Compiled<readonly Violation[]> {
  if (typeof schema !== 'boolean' && !isObject(schema)) {
    return { kind: 'faulty', message: 'it must be an object, or true or false' };
  }
  const message = faultIn(schema, '');
  if (message !== undefined) return { kind: 'faulty', message };
  try {
    const validator = new Validator(schema, draftOf(schema), false);
    const look = (value: unknown): readonly Violation[] => violations(validator, value);
    // References that lead nowhere are only found by looking at something.
    look(null);
    return { kind: 'ready', look };
  } catch (error) {
    return { kind: 'faulty', message: firstLine(error) };
  }
}

function violations(validator: Validator, value: unknown): readonly Violation[] {
  const { valid, errors } = validator.validate(value);
  if (valid) return [];
  const inner = errors.filter(({ keyword }) => !OUTER.has(keyword));
  return (inner.length > 0 ? inner : errors).map(({ instanceLocation, error }) => ({
    pointer: instanceLocation.replace(/^#/, ''),
    message: error,
  }));
}

function draftOf(schema: Schema | boolean): SchemaDraft {
  const given = typeof schema === 'boolean' ? '' : (schema.$schema ?? '');
  if (given.includes('draft-04')) return '4';
  if (given.includes('draft-07') || given.includes('draft-06')) return '7';
  return given.includes('2019-09') ? '2019-09' : '2020-12';
}

/** What is wrong in a schema that the validator would pass over: types and patterns. */
function faultIn(schema: unknown, pointer: string): string | undefined {
  if (!isObject(schema)) return undefined;
  const types: unknown = schema['type'];
  const unknown = (Array.isArray(types) ? types : [types]).find(
    (type: unknown) => type !== undefined && !TYPES.includes(type),
  );
  if (unknown !== undefined) {
    return `${pointer}/type: ${JSON.stringify(unknown)} is no type; known are ${TYPES.join(', ')}`;
  }
  const pattern: unknown = schema['pattern'];
  if (typeof pattern === 'string' && !isPattern(pattern)) {
    return `${pointer}/pattern: ${pattern} is no regular expression`;
  }
  for (const [key, below] of partsOf(schema)) {
    const fault = faultIn(below, `${pointer}/${key}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function partsOf(schema: Schema): readonly (readonly [string, unknown])[] {
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (['const', 'enum', 'default', 'examples'].includes(key)) return [];
    if (Array.isArray(value)) {
      return value.map((part: unknown, index) => [`${key}/${index}`, part] as const);
    }
    if (MAPS.includes(key) && isObject(value)) {
      return Object.entries(value).map(
        ([name, part]: [string, unknown]) => [`${key}/${name}`, part] as const,
      );
    }
    return [[key, value] as const];
  });
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    // The message of the engine says no more than that it is none.
    return false;
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]?.replace(/ +Absolute URI.*/, '') ?? text;
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
