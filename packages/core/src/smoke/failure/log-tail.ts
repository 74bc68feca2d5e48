import { withoutServerFrames, withoutServerTalk } from './useful-lines.ts';

const TRACEBACK = 'Traceback (most recent call last):';
/** Lines by which Python ties two tracebacks of one failure together. */
const CHAINED =
  /^(During handling of the above exception|The above exception was the direct cause)/;
/** Where the next line of the scoring server's log begins. */
const LOG_LINE = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/;
const MAX_LINES = 40;
const MAX_CHARACTERS = 4096;

/**
 * What a message shows of a container's log: the last Python traceback with those it came from, or
 * else the last lines; at most 4 KiB.
 */
export function telltale(log: string): string {
  const lines = log.trimEnd().split(/\r\n|\r|\n/);
  const last = lines.findLastIndex((line) => line.includes(TRACEBACK));
  if (last < 0) return lastWords(lines);
  let first = last;
  for (let index = last - 1; index >= 0; index -= 1) {
    if (!(lines[index] ?? '').includes(TRACEBACK)) continue;
    if (!lines.slice(index, first).some((line) => CHAINED.test(line.trim()))) break;
    first = index;
  }
  const rest = lines.slice(last + 1);
  const next = rest.findIndex((line) => LOG_LINE.test(line));
  const end = next < 0 ? lines.length : last + 1 + next;
  return clip(withoutServerFrames(lines.slice(first, end)));
}

/** The last lines that are not the server's own talk; where there are none, the last of it. */
function lastWords(lines: readonly string[]): string {
  const useful = withoutServerTalk(lines);
  const hasWords = useful.some((line) => line.trim() !== '');
  return clip((hasWords ? useful : lines).slice(-20)).trim();
}

function clip(lines: readonly string[]): string {
  const shown =
    lines.length > MAX_LINES ? [...lines.slice(0, 12), '…', ...lines.slice(12 - MAX_LINES)] : lines;
  const text = shown.join('\n').trimEnd();
  return text.length > MAX_CHARACTERS ? `…${text.slice(1 - MAX_CHARACTERS)}` : text;
}

/** True when a worker of the scoring server was killed, which nearly always is lack of memory. */
export function tellsOfKilledWorker(log: string): boolean {
  return /SIGKILL! Perhaps out of memory|Worker \(pid:\d+\) was sent SIGKILL/.test(log);
}
