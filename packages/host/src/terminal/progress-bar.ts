import type { Progress, Write } from '../host.ts';
import { progressText } from '../progress-lines.ts';

const REDRAW_MS = 100;
const ERASE_LINE = '\r\u001b[2K';

/** One line on a terminal, drawn at most ten times a second and cleared when a task is done. */
export function createProgressBar(
  write: Write,
  now: () => number,
): { draw(event: Progress): void; clear(): void } {
  const startedAt = new Map<string, number>();
  let drawnAt = -REDRAW_MS;
  let isDrawn = false;
  function clear(): void {
    if (isDrawn) write(ERASE_LINE);
    isDrawn = false;
  }
  return {
    clear,
    draw(event) {
      const at = now();
      const start = startedAt.get(event.task) ?? at;
      startedAt.set(event.task, start);
      if (event.doneBytes >= event.totalBytes) {
        startedAt.delete(event.task);
        clear();
        return;
      }
      if (at - drawnAt < REDRAW_MS) return;
      drawnAt = at;
      isDrawn = true;
      write(`${ERASE_LINE}${progressText(event, at - start)}`);
    },
  };
}
