import { splitWords, unquoteWord } from './dockerfile-words.ts';
import type { ArgumentsForm } from './instruction-rules.ts';

/** Arguments as a JSON list of strings, or as the text that follows name and flags. */
export type Arguments =
  | { readonly kind: 'json'; readonly values: readonly string[] }
  | { readonly kind: 'text'; readonly text: string };

/** `NAME=value` of ENV, LABEL or ARG, the value as written: quotes and variables in it. */
export type Pair = { readonly name: string; readonly value: string | undefined };

const LIST_AND_MORE = /^\[\s*(?:"(?:[^"\\]|\\.)*"\s*(?:,\s*"(?:[^"\\]|\\.)*"\s*)*)?\]\s*\S/;

/** What an instruction's arguments are, before the builder makes something of them, or what is wrong. */
export function readArguments(
  rest: string,
  form: ArgumentsForm,
): Arguments | { readonly fault: string } {
  const mayBeJson = form === 'json' || form === 'list';
  if (!mayBeJson || !rest.startsWith('[')) return { kind: 'text', text: rest };
  const list = jsonList(rest);
  if (list === undefined) {
    // One builder takes this as a list, the other as a command.
    if (LIST_AND_MORE.test(rest))
      return { fault: 'has text after its JSON list; remove one of them' };
    return { kind: 'text', text: rest };
  }
  const values = list.filter((entry) => typeof entry === 'string');
  if (values.length === list.length) return { kind: 'json', values };
  return { fault: 'has a JSON list with something else than strings; put it into quotes' };
}

function jsonList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // Then it is no JSON, and a builder takes it as text.
  }
}

/** The pairs of ENV, LABEL and ARG; ENV and LABEL may have the old form `NAME value`. */
export function readPairs(
  name: string,
  rest: string,
  escape: string,
): readonly Pair[] | { readonly fault: string } {
  const { words, open } = splitWords(rest, escape);
  if (open !== undefined) return { fault: `has a ${open} that nothing ends; add one` };
  const [first] = words;
  if (first === undefined) return [];
  if (name !== 'ARG' && !first.text.includes('=')) {
    const value = rest.slice(first.text.length).trim();
    if (value !== '') return [{ name: unquoteWord(first.text, escape), value }];
    return { fault: `gives ${first.text} no value; write ${first.text}=value` };
  }
  const pairs: Pair[] = [];
  for (const { text } of words) {
    const equals = text.indexOf('=');
    const key = unquoteWord(equals < 0 ? text : text.slice(0, equals), escape);
    if (equals < 0 && name !== 'ARG') {
      return { fault: `has ${text} without "="; put a value with blanks into quotes` };
    }
    if (key === '') return { fault: `has a value without a name (${text}); add the name` };
    pairs.push({ name: key, value: equals < 0 ? undefined : text.slice(equals + 1) });
  }
  return pairs;
}
