import { InputError } from '@package-model/core/errors';
import type { Fault } from '@package-model/core/errors';
import * as z from 'zod/mini';
import type { Input, InputTable, RawInput, RawInputs, ValuesOf } from './step.ts';

const SHOWN_PART = 400;

/** How the user's surface writes an input's name: `--model-name`, `modelName`. */
export type Spell = (inputName: string) => string;

/**
 * Turns raw texts into the values of a table. Empty or blank text counts as not given; defaults
 * stand in. Raises one BAD_INPUT with every fault, each naming the input as the user wrote it.
 */
export function parseInputs<T extends InputTable>(
  table: T,
  raw: RawInputs,
  spell: Spell,
): ValuesOf<T> {
  const faults: Fault[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, input] of Object.entries(table)) {
    const result = parseInput(input, textOf(raw[name]));
    if (result.kind === 'value') values[name] = result.value;
    else faults.push(faultOf(name, result.message, raw[name], spell));
  }
  if (faults.length > 0) throw new InputError('BAD_INPUT', faults);
  return values as ValuesOf<T>;
}

type Result =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly message: string };

function parseInput(input: Input, given: string | undefined): Result {
  const text = given ?? input.default;
  if (text === undefined && input.required === true) {
    const { example } = input;
    const remedy = example === undefined ? 'give it' : `give for example ${example}`;
    return { kind: 'fault', message: `is required; ${remedy}` };
  }
  if (text?.includes('\0') === true) {
    return { kind: 'fault', message: 'holds a NUL character; remove it' };
  }
  const parsed = z.safeParse(input.schema, text);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  const reason = parsed.error.issues[0]?.message ?? 'is not valid';
  return {
    kind: 'fault',
    message: shorten(input.secret === true ? maskText(reason, text) : reason),
  };
}

/** A message may quote what was given, which may be huge; its end says what to do. */
function shorten(message: string): string {
  if (message.length <= 2 * SHOWN_PART) return message;
  return `${message.slice(0, SHOWN_PART)} … ${message.slice(-SHOWN_PART)}`;
}

function textOf(raw: RawInput | undefined): string | undefined {
  const text = raw?.text.trim();
  return text === '' ? undefined : text;
}

function faultOf(name: string, message: string, raw: RawInput | undefined, spell: Spell): Fault {
  if (raw?.place === undefined) return { message: join(spell(name), message) };
  return { message, place: raw.place };
}

function join(spelled: string, message: string): string {
  return /^(is|holds) /.test(message) ? `${spelled} ${message}` : `${spelled}: ${message}`;
}

function maskText(message: string, text: string | undefined): string {
  return text === undefined ? message : message.replaceAll(text, '***');
}
