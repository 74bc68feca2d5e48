import type { Progress } from './host.ts';

const SILENCE_MS = 30_000;
const FIRST_MS = 5_000;

/** Text of a task's progress: bytes, share, rate and time left. */
export function progressText(event: Progress, elapsedMs: number): string {
  const { task, doneBytes, totalBytes } = event;
  const share = totalBytes === 0 ? 100 : Math.floor((doneBytes / totalBytes) * 100);
  const rate = elapsedMs > 0 ? (doneBytes / elapsedMs) * 1000 : 0;
  const amount = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)} (${share} %)`;
  if (rate === 0 || doneBytes >= totalBytes) return `${task}: ${amount}`;
  const left = formatSeconds((totalBytes - doneBytes) / rate);
  return `${task}: ${amount}, ${formatBytes(rate)}/s, ${left} left`;
}

/** For pipelines: a line after five seconds of a task, then one each half minute at most. */
export function createProgressLines(
  say: (line: string) => void,
  now: () => number,
): (event: Progress) => void {
  const tasks = new Map<string, { readonly startedAt: number; saidAt: number | undefined }>();
  return (event) => {
    const at = now();
    const state = tasks.get(event.task) ?? { startedAt: at, saidAt: undefined };
    tasks.set(event.task, state);
    if (event.doneBytes >= event.totalBytes) {
      tasks.delete(event.task);
      return;
    }
    const due = state.saidAt === undefined ? state.startedAt + FIRST_MS : state.saidAt + SILENCE_MS;
    if (at < due) return;
    state.saidAt = at;
    say(progressText(event, at - state.startedAt));
  };
}

/** `1.9 GB`, in powers of ten as registries count. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
