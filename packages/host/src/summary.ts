/** GitHub drops a summary over 1 MiB as a whole. */
const LIMIT_BYTES = 1_000_000;
/** Gaps after which all else is left out, and what the note of one may take. */
const MAX_GAPS = 4;
const NOTE_BYTES = 64;

/**
 * A summary (Markdown) that is short enough to be shown. A part that has no room, from one empty line
 * to the next, is left out as a whole: half a table or half a code block says something else. Only a
 * part that no page has room for is cut, behind a whole line.
 */
export function cutSummary(markdown: string, limitBytes = LIMIT_BYTES): string {
  if (Buffer.byteLength(markdown) <= limitBytes) return markdown;
  const kept: string[] = [];
  let room = limitBytes - NOTE_BYTES * MAX_GAPS;
  let gaps = 0;
  let leftOut = 0;
  const endGap = (): void => {
    if (leftOut > 0) kept.push(note(leftOut));
    leftOut = 0;
  };
  for (const part of partsOf(markdown)) {
    const isLast = gaps === MAX_GAPS && leftOut > 0;
    const text = isLast ? '' : fitting(part, room, limitBytes);
    if (text !== '') {
      endGap();
      kept.push(text);
      room -= Buffer.byteLength(text) + 2;
    }
    if (text === part) continue;
    if (leftOut === 0) gaps += 1;
    leftOut += linesIn(part) - linesIn(text);
  }
  endGap();
  return `${kept.join('\n\n')}\n`;
}

/** The part, or what of it there is room for; '' where there is none. */
function fitting(part: string, room: number, limitBytes: number): string {
  const size = Buffer.byteLength(part);
  if (size <= room) return part;
  if (size <= limitBytes || !part.startsWith('|')) return '';
  const head = Buffer.from(part).subarray(0, Math.max(0, room)).toString('utf8');
  const end = head.lastIndexOf('\n');
  return head.slice(0, Math.max(0, end));
}

/** Between empty lines, but code blocks and what `<details>` folds are one part each. */
function partsOf(markdown: string): string[] {
  const parts: string[][] = [[]];
  let fence: string | undefined;
  let depth = 0;
  for (const line of markdown.split('\n')) {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined) fence = mark;
    else if (mark === fence) fence = undefined;
    depth += count(line, '<details') - count(line, '</details>');
    if (line === '' && fence === undefined && depth <= 0) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.map((lines) => lines.join('\n')).filter((part) => part !== '');
}

function count(line: string, word: string): number {
  return line.split(word).length - 1;
}

function linesIn(part: string): number {
  return part === '' ? 0 : part.split('\n').length;
}

function note(lines: number): string {
  return `… ${lines} line${lines === 1 ? '' : 's'} left out; the log has the rest.`;
}
