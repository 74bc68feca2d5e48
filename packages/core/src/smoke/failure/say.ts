import type { Evidence, RootCause } from './cause.ts';
import { originOf } from './excerpt.ts';
import type { PythonError } from './traceback.ts';

/** A cause that an exception of the user's script shows: where it was, what, and what to do. */
export async function causeAt(
  error: PythonError,
  evidence: Evidence,
  { id, what, act, more = [] }: Words,
): Promise<RootCause> {
  const { where, place, excerpt } = await originOf(error, evidence);
  const message = place === null ? `${capital(what)}. ${act}` : `${where}: ${what}. ${act}`;
  return { id, message, place, excerpt: [...excerpt, ...more] };
}

type Words = {
  readonly id: string;
  /** Begins in lower case, no full stop. */
  readonly what: string;
  /** Whole sentences. */
  readonly act: string;
  /** More lines that show it. */
  readonly more?: readonly string[];
};

/** A cause without a line of the user's script. */
export function causeOf(id: string, message: string, excerpt: readonly string[] = []): RootCause {
  return { id, message, place: null, excerpt };
}

/** With a capital letter at the front. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
