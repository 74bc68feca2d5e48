import * as z from 'zod/mini';
import { messageOf } from '../errors.ts';
import { EngineError } from './errors.ts';

/** What an engine's client printed as JSON; `what` names the command. EngineError ENGINE_FAILED. */
export function parseOutput<T extends z.ZodMiniType>(
  schema: T,
  stdout: string,
  what: string,
): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch (cause) {
    throw unreadable(what, messageOf(cause), cause);
  }
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw unreadable(what, `${first?.path.join('.') ?? ''} ${first?.message ?? ''}`);
}

/** The error for an answer that has not the shape the command promises. */
export function unreadable(what: string, why: string, cause?: unknown): EngineError {
  const message = `the answer of ${what} cannot be read: ${why}`;
  return new EngineError('ENGINE_FAILED', message, { cause });
}
