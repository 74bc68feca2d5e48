import type { Schema } from './service-schemas.ts';
import { isRecord } from '../../is-record.ts';

const MAX_FAULTS = 3;
const MAX_DEPTH = 6;

/** Where a JSON text is not as a schema's names and types say, a line each; [] when it fits. */
export function misfits(schema: Schema, text: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The service took it all the same, so its schema says nothing of it.
    return [];
  }
  return [...walk('', { schema, value }, 0)].slice(0, MAX_FAULTS);
}

type Pair = { readonly schema: Schema; readonly value: unknown };

function* walk(place: string, { schema, value }: Pair, depth: number): Generator<string> {
  const { type } = schema;
  const wanted = typeof type === 'string' ? type : undefined;
  const found = typeOf(value);
  if (value !== null && wanted !== undefined && numeric(wanted) !== found) {
    yield `${place === '' ? 'the request' : place} is ${found}, not ${wanted}`;
    return;
  }
  if (depth >= MAX_DEPTH) return;
  if (Array.isArray(value)) {
    const { items } = schema;
    // The rows of a table are alike; the first ones stand for all.
    for (const [index, entry] of value.slice(0, 5).entries()) {
      if (isRecord(items)) {
        yield* walk(`${place}/${index}`, { schema: items, value: entry }, depth + 1);
      }
    }
  } else if (isRecord(value)) yield* walkMembers(place, schema, { value, depth });
}

function* walkMembers(
  place: string,
  schema: Schema,
  { value, depth }: { readonly value: Schema; readonly depth: number },
): Generator<string> {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  for (const name of required) {
    if (typeof name === 'string' && !Object.hasOwn(value, name)) {
      yield `${place}/${name} is required and not sent`;
    }
  }
  const isClosed = Object.keys(properties).length > 0 && !isOpen(schema['additionalProperties']);
  for (const [name, member] of Object.entries(value)) {
    const known = properties[name];
    if (isRecord(known))
      yield* walk(`${place}/${name}`, { schema: known, value: member }, depth + 1);
    else if (isClosed) yield `${place}/${name} is sent and not described`;
  }
}

function isOpen(additional: unknown): boolean {
  return additional === true || isRecord(additional);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** A sample of whole numbers makes an integer of what is a number for the model. */
function numeric(type: string): string {
  return type === 'integer' ? 'number' : type;
}
