/** A part of an instruction's arguments that blanks divide, as written, and where it starts. */
export type Word = { readonly text: string; readonly at: number };

/** A word that starts with a heredoc operator: `<<EOF`, `<<-"EOF"`, `3<<EOF`. */
export type HeredocStart = {
  readonly name: string;
  /** Tabs before each line go: `<<-`. */
  readonly chomp: boolean;
  /** Variables in it are replaced: its name has no quotes. */
  readonly expand: boolean;
};

const BLANK = /[\t\v\f\r ]/;

/**
 * Divides text at blanks outside of quotes; quotes and escapes stay. `open` is the quote that
 * nothing ends.
 */
export function splitWords(
  text: string,
  escape: string,
): { readonly words: readonly Word[]; readonly open?: string } {
  const words: Word[] = [];
  let start: number | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote === '' && BLANK.test(character)) {
      if (start !== undefined) words.push({ text: text.slice(start, at), at: start });
      start = undefined;
      continue;
    }
    start ??= at;
    if (character === escape && quote !== "'") at += 1;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  if (start !== undefined) words.push({ text: text.slice(start), at: start });
  return quote === '' ? { words } : { words, open: quote };
}

/** A word's value: quotes taken away, escapes resolved, variables as they are. */
export function unquoteWord(word: string, escape: string): string {
  return expandWord(word, escape, (_name, written) => written);
}

/** What a variable stands for, by name; `written` is how it stands in the text. */
export type Lookup = (name: string, written: string) => string | undefined;

/**
 * A word's value with its variables replaced, as builders do it: `$A`, `${A}`, `${A:-b}`,
 * `${A-b}`, `${A:+b}`, `${A+b}`. Other forms stay as written.
 */
export function expandWord(word: string, escape: string, lookup: Lookup): string {
  let value = '';
  let quote = '';
  for (let at = 0; at < word.length; at += 1) {
    const character = word[at] ?? '';
    if (character === escape && quote !== "'") {
      const next = word[at + 1] ?? '';
      // Between double quotes an escape before any other character is that character.
      if (quote === '"' && !['"', '$', escape].includes(next)) value += character;
      value += next;
      at += 1;
    } else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === '$' && quote !== "'") {
      const found = variableAt(word, at, { escape, lookup });
      value += found.value;
      at += found.length - 1;
    } else value += character;
  }
  return value;
}

/** The heredoc that a word starts; undefined for any other word. */
export function heredocStart(word: string, escape: string): HeredocStart | undefined {
  const [, dash, rest = ''] = /^\d*<<(-?)([^<]+)$/.exec(word) ?? [];
  if (dash === undefined) return undefined;
  const name = unquoteWord(rest, escape);
  if (name === '') return undefined;
  return { name, chomp: dash === '-', expand: name === rest };
}

type Expansion = { readonly escape: string; readonly lookup: Lookup };

function variableAt(
  word: string,
  at: number,
  { escape, lookup }: Expansion,
): { readonly value: string; readonly length: number } {
  const text = word.slice(at);
  const plain = /^\$([A-Za-z_][A-Za-z0-9_]*)/.exec(text);
  if (plain !== null) {
    const [written, name = ''] = plain;
    return { value: lookup(name, written) ?? '', length: written.length };
  }
  const [written, name = '', sign, rest = ''] =
    /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+])((?:[^{}$]|\$\{[^{}]*\}|\$)*))?\}/.exec(text) ?? [];
  if (written === undefined) return { value: '$', length: 1 };
  const value = lookup(name, written);
  if (value === written) return { value, length: written.length };
  const has = value !== undefined && !(sign?.startsWith(':') === true && value === '');
  const other = (): string => expandWord(rest, escape, lookup);
  if (sign?.endsWith('-') === true) return { value: has ? value : other(), length: written.length };
  if (sign?.endsWith('+') === true) return { value: has ? other() : '', length: written.length };
  return { value: value ?? '', length: written.length };
}
