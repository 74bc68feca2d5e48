import { Secret } from '@package-model/core/secret';
import * as z from 'zod/mini';
import type { Input } from '../step.ts';

type Described = Omit<Input, 'kind' | 'schema' | 'required' | 'default'>;

/** Reads a narrow value from text, or says what is wrong with it and what to write instead. */
export type ReadText<T> = (text: string) => { readonly value: T } | { readonly fault: string };

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

/** Reads each entry of a list: entries stand on lines of their own or between commas. */
export function listSchema<T>(read: ReadText<T>) {
  return textSchema<readonly T[]>((text) => {
    const values: T[] = [];
    for (const entry of splitList(text)) {
      const result = read(entry);
      if ('fault' in result) return result;
      values.push(result.value);
    }
    return { value: values };
  });
}

/** Entries of a list input, trimmed; empty ones are dropped. */
export function splitList(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
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

/** Reads `NAME=value` lines, or one JSON object; `check` tells what is wrong with a pair. */
export function mapSchema<T>(
  wrap: (value: string) => T,
  check: (name: string, value: string) => string | undefined,
) {
  return textSchema<Readonly<Record<string, T>>>((text) => {
    const pairs = text.startsWith('{') ? membersOf(text) : linesOf(text);
    if ('fault' in pairs) return pairs;
    const fault = pairs.value.map(([name, value]) => check(name, value)).find(Boolean);
    if (fault !== undefined) return { fault };
    const twice = pairs.value.find(
      ([name], index) => pairs.value.findIndex(([other]) => other === name) !== index,
    );
    if (twice !== undefined) return { fault: `${twice[0]} is given twice; give it once` };
    return { value: Object.fromEntries(pairs.value.map(([name, value]) => [name, wrap(value)])) };
  });
}

type Pairs = ReturnType<ReadText<readonly (readonly [string, string])[]>>;

function linesOf(text: string): Pairs {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const index = lines.findIndex((line) => !line.includes('='));
  if (index >= 0)
    return { fault: `entry ${index + 1} has no "="; write NAME=value on a line each` };
  return {
    value: lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const;
    }),
  };
}

function membersOf(text: string): Pairs {
  const fault = 'this is no JSON object of texts; write {"NAME": "value"}, or NAME=value lines';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The message says what is wanted; the parser's own could show a secret.
    return { fault };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault };
  const pairs = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const isText = ['string', 'number', 'boolean'].includes(typeof member);
    return isText ? [[name, String(member)] as const] : [];
  });
  return pairs.length === Object.keys(value).length ? { value: pairs } : { fault };
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
