/** One exception of a traceback as Python prints it. */
export type PythonError = {
  /** With its module: `json.decoder.JSONDecodeError`. */
  readonly type: string;
  /** Its first line. */
  readonly text: string;
  readonly frames: readonly Frame[];
};

export type Frame = {
  readonly file: string;
  readonly line: number;
  /** `<module>` at import; empty for the place of a syntax error. */
  readonly name: string;
  /** The source line; empty where Python did not print it. */
  readonly code: string;
};

/** How an exception came out of the one before it. */
type Link = 'first' | 'from' | 'during';
export type Failure = readonly { readonly link: Link; readonly error: PythonError }[];

const HEAD = 'Traceback (most recent call last):';
const FRAME = /^\s*File "([^"]+)", line (\d+)(?:, in (.+))?$/;
const END = /^((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)(?::\s?(.*))?$/;
const FROM = 'The above exception was the direct cause of the following exception:';
const DURING = 'During handling of the above exception, another exception occurred:';

/** All failures of a log, each with the exceptions that led to it, the first one first. */
export function failuresIn(log: string): readonly Failure[] {
  const lines = log.split(/\r\n|\r|\n/);
  const failures: { link: Link; error: PythonError }[][] = [];
  let link: Link = 'first';
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] ?? '').trim();
    if (line === FROM) link = 'from';
    else if (line === DURING) link = 'during';
    else if (line.endsWith(HEAD)) {
      const { error, end } = readError(lines, index + 1);
      index = end;
      if (error === undefined) continue;
      const last = failures.at(-1);
      if (link === 'first' || last === undefined) failures.push([{ link: 'first', error }]);
      else last.push({ link, error });
      link = 'first';
    }
  }
  return failures;
}

function readError(
  lines: readonly string[],
  start: number,
): { readonly error: PythonError | undefined; readonly end: number } {
  const frames: Frame[] = [];
  for (let index = start; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const frame = FRAME.exec(line);
    if (frame !== null) {
      const [, file = '', number = '', name = ''] = frame;
      const next = lines[index + 1] ?? '';
      const code = /^\s{4,}\S/.test(next) && !FRAME.test(next) ? next.trim() : '';
      frames.push({ file, line: Number(number), name, code });
    } else if (!/^\s/.test(line)) {
      const [, type, text = ''] = END.exec(line) ?? [];
      if (type === undefined) return { error: undefined, end: index };
      return { error: { type, text, frames }, end: index };
    }
  }
  return { error: undefined, end: lines.length };
}
