import type { TaskLibrary } from './library.ts';
import type { Part, Progress } from '../host.ts';
import { inertLine, plainLines } from '../plain-line.ts';
import { progressText } from '../progress-lines.ts';

const SILENCE_MS = 1000;

/** The bar that the run's page shows beside a task. */
export type AzureProgress = {
  /** A part of the work begins; transfers from now on are its share of the whole. */
  begin(title: string, part: Part): void;
  transfer(event: Progress): void;
};

/** Sends a percentage when a part begins and at most each second of a transfer; it never falls. */
export function createAzureProgress(
  task: Pick<TaskLibrary, 'command'>,
  now: () => number,
): AzureProgress {
  let part: Part = { number: 1, of: 1 };
  let shown = -1;
  let saidAt = -SILENCE_MS;
  const startedAt = new Map<string, number>();
  const transfers = new Map<string, Progress>();
  const say = (share: number, text: string): void => {
    const percent = Math.floor(((part.number - 1 + share) / part.of) * 100);
    if (percent <= shown) return;
    shown = percent;
    saidAt = now();
    const line = plainLines(text).map(inertLine).join(' ');
    task.command('task.setprogress', { value: String(percent) }, line);
  };
  return {
    begin(title, next) {
      part = next;
      transfers.clear();
      say(0, title);
    },
    transfer(event) {
      const at = now();
      transfers.set(event.task, event);
      const start = startedAt.get(event.task) ?? at;
      startedAt.set(event.task, start);
      if (at - saidAt >= SILENCE_MS)
        say(shareOf([...transfers.values()]), progressText(event, at - start));
    },
  };
}

function shareOf(transfers: readonly Progress[]): number {
  const done = transfers.reduce((sum, { doneBytes }) => sum + doneBytes, 0);
  const total = transfers.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
  return total === 0 ? 0 : Math.min(done / total, 1);
}
