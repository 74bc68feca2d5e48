import { heredocStart, splitWords } from './dockerfile-words.ts';
import type { HeredocStart } from './dockerfile-words.ts';

/** `# escape=…` and the like, before everything else in a file. */
export type Directive = {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly line: number;
};

export type Comment = { readonly text: string; readonly line: number };

/** Lines that go into an instruction as a file or a script: `<<EOF` to `EOF`. */
export type Heredoc = HeredocStart & {
  readonly content: string;
  /** The first line of the content. */
  readonly line: number;
};

/** One instruction, its physical lines joined; lines are 1-based. */
export type LogicalLine = {
  readonly text: string;
  readonly line: number;
  readonly endLine: number;
  readonly heredocs: readonly Heredoc[];
  /** Blank lines in the middle of the instruction. */
  readonly blankLines: readonly number[];
};

export type DockerfileLines = {
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly lines: readonly LogicalLine[];
  /** The character that continues a line and takes a meaning away. */
  readonly escape: string;
};

type Scan = {
  readonly physical: readonly string[];
  readonly directives: Directive[];
  readonly comments: Comment[];
  readonly fault: (message: string, line: number) => void;
  escape: string;
  at: number;
};

const DIRECTIVE = /^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/;
/** Instructions whose arguments may hold a heredoc. */
const WITH_HEREDOC = /^(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s+/i;

/**
 * Divides a Dockerfile into its instructions, by BuildKit's rules: directives, comments, continued
 * lines (blank ones and comments in between are left out) and heredocs. What builders read
 * differently is a fault.
 */
export function readLines(
  text: string,
  fault: (message: string, line: number) => void,
): DockerfileLines {
  const physical = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
  const scan: Scan = { physical, directives: [], comments: [], fault, escape: '\\', at: 0 };
  for (const [index, line] of physical.entries()) {
    // oxlint-disable-next-line no-control-regex -- these are the characters to refuse
    if (/[\u0000-\u0008\u000A-\u001F\u007F]/.test(line)) {
      fault('this line has a control character; remove it', index + 1);
    }
  }
  readDirectives(scan);
  const lines: LogicalLine[] = [];
  while (scan.at < physical.length) {
    const line = readLogicalLine(scan);
    if (line !== undefined) lines.push(line);
  }
  return { directives: scan.directives, comments: scan.comments, lines, escape: scan.escape };
}

function readDirectives(scan: Scan): void {
  // After `#!` only the line that names the frontend still counts.
  const shebang = scan.physical[0]?.startsWith('#!') === true;
  for (let at = shebang ? 1 : 0; at < scan.physical.length; at += 1) {
    const match = DIRECTIVE.exec((scan.physical[at] ?? '').trimStart());
    if (match === null) return;
    const name = (match[1] ?? '').toLowerCase();
    const [line, value] = [at + 1, match[2] ?? ''];
    if (name !== 'syntax' && name !== 'escape' && name !== 'check') continue;
    if (shebang && name !== 'syntax') continue;
    if (scan.directives.some((known) => known.name === name)) {
      scan.fault(`the directive ${name}= stands twice; remove one of them`, line);
    }
    scan.directives.push({ name, value, line });
    if (name !== 'escape') continue;
    if (value === '\\' || value === '`') scan.escape = value;
    else scan.fault(`escape=${value} is not possible; write \\ or \``, line);
  }
}

function readLogicalLine(scan: Scan): LogicalLine | undefined {
  const line = scan.at + 1;
  const first = nextLine(scan);
  if (isComment(first)) {
    scan.comments.push({ text: first.trim(), line });
    return undefined;
  }
  if (first.trim() === '') return undefined;
  let part = continuation(first.trimStart(), line, scan);
  if (part.text.trim() === '') scan.fault('this line has nothing to continue; remove it', line);
  let text = part.text;
  const blankLines: number[] = [];
  while (part.goesOn && scan.at < scan.physical.length) {
    const here = scan.at + 1;
    const next = nextLine(scan);
    if (isComment(next)) scan.comments.push({ text: next.trim(), line: here });
    else if (next.trim() === '') blankLines.push(here);
    else {
      part = continuation(next, here, scan);
      text += part.text;
    }
  }
  text = text.trim();
  if (text === '') return undefined;
  const heredocs = readHeredocs(text, line, scan);
  return {
    text,
    line,
    endLine: scan.at,
    heredocs,
    blankLines: blankLines.filter((at) => at < scan.at),
  };
}

function nextLine(scan: Scan): string {
  const line = scan.physical[scan.at] ?? '';
  scan.at += 1;
  return line;
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

function continuation(text: string, line: number, scan: Scan) {
  const trimmed = text.replace(/[ \t]+$/, '');
  if (!trimmed.endsWith(scan.escape)) return { text, goesOn: false };
  if (trimmed.endsWith(scan.escape.repeat(2))) {
    const message = `builders differ on a line that ends in ${scan.escape.repeat(2)}; put something after it, or leave one out`;
    scan.fault(message, line);
  }
  return { text: trimmed.slice(0, -1), goesOn: true };
}

function readHeredocs(text: string, line: number, scan: Scan): Heredoc[] {
  if (!text.includes('<<') || !WITH_HEREDOC.test(text)) return [];
  const rest = text.replace(WITH_HEREDOC, '');
  if (/^(?:--\S+\s+)*\[/.test(rest)) return [];
  const starts = splitWords(rest, scan.escape).words.flatMap((word) => {
    const start = heredocStart(word.text, scan.escape);
    return start === undefined ? [] : [start];
  });
  return starts.map((start) => readHeredoc(start, line, scan));
}

function readHeredoc(start: HeredocStart, line: number, scan: Scan): Heredoc {
  const from = scan.at;
  while (scan.at < scan.physical.length) {
    const next = nextLine(scan);
    if ((start.chomp ? next.replace(/^\t+/, '') : next) !== start.name) continue;
    const content = scan.physical.slice(from, scan.at - 1).map((entry) => `${entry}\n`);
    return { ...start, content: content.join(''), line: from + 1 };
  }
  scan.fault(`nothing ends the heredoc <<${start.name}; add a line ${start.name}`, line);
  return { ...start, content: '', line: from + 1 };
}
