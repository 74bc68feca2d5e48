/** How a Python traceback begins, behind whatever logs it. */
export const tracebackHead = 'Traceback (most recent call last):';

/** Where a line of the scoring server's log, or of gunicorn's own, begins. */
const LOG_LINE = /^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/;

/**
 * The lines of a log; a log line that stands in a traceback comes before it. Standard output and
 * error reach the engine by ways of their own, so a line of one may land within the other's lines.
 */
export function untangledLines(log: string): string[] {
  const lines: string[] = [];
  let head: number | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    if (head !== undefined && isLogLine(line) && !line.includes(tracebackHead)) {
      lines.splice(head, 0, line);
      head += 1;
      continue;
    }
    if (line.includes(tracebackHead)) head = lines.length;
    else if (/^\S/.test(line)) head = undefined;
    lines.push(line);
  }
  return lines;
}

/** True for the first line of something logged, not one that goes on from the line before. */
export function isLogLine(line: string): boolean {
  return LOG_LINE.test(line);
}
