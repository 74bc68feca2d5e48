/** One logical line of Python: its code with strings and comments blanked out. */
export type LogicalLine = {
  /** 1-based line where it starts. */
  readonly line: number;
  /** Columns of leading white space; a tab counts to the next multiple of eight. */
  readonly indent: number;
  readonly code: string;
};

export type PythonSource = {
  readonly lines: readonly LogicalLine[];
  /** What makes the rest unreadable, when anything does. */
  readonly broken?: { readonly line: number; readonly what: string };
};

const TOKEN = /'''|"""|'|"|#[^\n]*|\\\n|\n|[()[\]{}]|[^'"#\\\n()[\]{}]+|\\/g;

/**
 * Splits Python source into logical lines without running or fully parsing it: knows comments,
 * strings, brackets and continued lines, and nothing else.
 */
export function readPython(text: string): PythonSource {
  const source = text.replaceAll(/\r\n?/g, '\n');
  const lines: LogicalLine[] = [];
  const brackets: { mark: string; line: number }[] = [];
  let code = '';
  let line = 1;
  let start = 1;
  const tokens = new RegExp(TOKEN);
  for (let match = tokens.exec(source); match !== null; match = tokens.exec(source)) {
    const [token] = match;
    if (token === '\n') {
      line += 1;
      if (brackets.length === 0) {
        push(lines, start, code);
        code = '';
        start = line;
      } else code += ' ';
    } else if (token === '\\\n') {
      line += 1;
      code += ' ';
    } else if (/^['"]/.test(token)) {
      const end = endOfString(source, tokens.lastIndex, token);
      if (end === undefined) return { lines, broken: { line, what: 'a string is never closed' } };
      line += source.slice(tokens.lastIndex, end).split('\n').length - 1;
      code += '""';
      tokens.lastIndex = end;
    } else if (!token.startsWith('#')) {
      if ('([{'.includes(token)) brackets.push({ mark: token, line });
      if (')]}'.includes(token)) brackets.pop();
      code += token;
    }
  }
  push(lines, start, code);
  const open = brackets[0];
  return open === undefined
    ? { lines }
    : { lines, broken: { line: open.line, what: `${open.mark} is never closed` } };
}

function push(lines: LogicalLine[], line: number, code: string): void {
  const blank = /^[ \t\f]*/.exec(code)?.[0] ?? '';
  if (blank.length === code.length) return;
  let indent = 0;
  for (const character of blank) indent += character === '\t' ? 8 - (indent % 8) : 1;
  lines.push({ line, indent, code: code.trim() });
}

/** Offset after the closing quotes; a one-line string without them ends with its line. */
function endOfString(source: string, from: number, quotes: string): number | undefined {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source.startsWith(quotes, at)) return at + quotes.length;
    else if (source[at] === '\n' && quotes.length === 1) return at;
  }
  return quotes.length === 1 ? source.length : undefined;
}
