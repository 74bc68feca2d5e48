import { Secret } from '@package-model/core/secret';
import * as z from 'zod/mini';
import { readEntries } from './entries.ts';
import type { Reading } from './entries.ts';
import type { Input } from '../step.ts';

type Described = Omit<Input, 'kind' | 'schema' | 'required' | 'default'>;

/** Reads a narrow value from text, or says what is wrong with it and what to write instead. */
export type ReadText<T> = (text: string) => Reading<T>;

/** A schema from text to what `read` makes of it. */
export function textSchema<T>(read: ReadText<T>) {
  return z.pipe(
    z.string(),
    z.transform((text, context): T => {
      const result = read(text);
      if ('value' in result) return result.value;
      context.issues.push({ code: 'custom', message: result.fault, input: text });
      return z.NEVER;
    }),
  );
}

/** Reads each entry of a list; `readEntries` says how a list is written. */
export function listSchema<T>(read: ReadText<T>) {
  return textSchema<readonly T[]>((text) => {
    const entries = readEntries(text);
    if ('fault' in entries) return entries;
    const values: T[] = [];
    for (const entry of entries.value) {
      const result = read(entry);
      if ('fault' in result) return result;
      values.push(result.value);
    }
    return { value: values };
  });
}

/** Text as it is, where the input may be left out. */
export function optionalText(kind: 'text' | 'path', about: Described) {
  return { kind, schema: z.optional(z.string()), ...about } satisfies Input;
}

/** Text as it is, with a default. */
export function defaultText(kind: 'text' | 'path', byDefault: string, about: Described) {
  return { kind, schema: z.string(), default: byDefault, ...about } satisfies Input;
}

/** A switch that is off unless it is given. */
export function switchInput(about: Described) {
  return { kind: 'boolean', schema: textSchema(readBoolean), default: 'false', ...about } as const;
}

/** One of a few words; the first is the default. */
export function choiceInput<const T extends readonly [string, ...string[]]>(
  values: T,
  about: Described,
) {
  const schema = textSchema<T[number]>((text) => {
    const value = values.find((candidate) => candidate === text);
    if (value !== undefined) return { value };
    return { fault: `"${text}" is none of: ${values.join(', ')}` };
  });
  return { kind: 'choice', schema, default: values[0], values, ...about } as const;
}

/** A number of seconds above 0, at most a day. */
export function secondsInput(byDefault: number, about: Described) {
  return {
    kind: 'number',
    schema: textSchema(readSeconds),
    default: String(byDefault),
    ...about,
  } as const;
}

/** Text that is wrapped, so that it never prints. */
export function secretInput(about: Omit<Described, 'secret'>) {
  const schema = z.optional(textSchema((text) => ({ value: new Secret(text) })));
  return { kind: 'text', schema, secret: true, ...about } as const;
}

/** The same input where it may be left out. */
export function optionalInput<S extends z.ZodMiniType>(
  input: Input & { readonly schema: S; readonly required: true },
) {
  const { required: _, schema, ...rest } = input;
  return { ...rest, schema: z.optional(schema) };
}

function readBoolean(text: string): ReturnType<ReadText<boolean>> {
  if (/^(true|True|TRUE)$/.test(text)) return { value: true };
  if (/^(false|False|FALSE)$/.test(text)) return { value: false };
  return { fault: `"${text}" is neither true nor false` };
}

const A_DAY_IN_SECONDS = 86_400;

function readSeconds(text: string): ReturnType<ReadText<number>> {
  const value = Number(text);
  const isNumber = /^[0-9]+(\.[0-9]+)?$/.test(text) && value > 0 && value <= A_DAY_IN_SECONDS;
  if (isNumber) return { value };
  return { fault: `"${text}" is not a number of seconds from 1 to ${A_DAY_IN_SECONDS}` };
}
