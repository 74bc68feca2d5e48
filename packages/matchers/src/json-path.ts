import { query } from 'jsonpath-rfc9535';
import type { JsonValue } from 'jsonpath-rfc9535';
import type { Compiled } from './compiled.ts';

/** Reads a JSONPath expression (RFC 9535); looking gives the values that it selects. */
export function compilePath(expression: string): Compiled<readonly unknown[]> {
  const look = (value: unknown): readonly unknown[] =>
    isJson(value) ? query(value, expression) : [];
  try {
    // The expression is read by using it.
    look(null);
    return { kind: 'ready', look };
  } catch (error) {
    return { kind: 'faulty', message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  const column = columnOf(error);
  if (column !== undefined) return `it cannot be read from its character ${column} on`;
  return error instanceof Error ? error.message : String(error);
}

function columnOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('location' in error)) return undefined;
  const { location } = error;
  if (typeof location !== 'object' || location === null || !('start' in location)) return undefined;
  const { start } = location;
  if (typeof start !== 'object' || start === null || !('column' in start)) return undefined;
  return typeof start.column === 'number' ? start.column : undefined;
}

/** What was parsed from JSON is JSON all through. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}
