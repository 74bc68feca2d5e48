import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const KILL_AFTER_MS = 5000;

export type WatchOptions = {
  readonly onStart: (child: ChildProcess) => void;
  readonly signal: AbortSignal;
};

/**
 * Runs `work` and ends the children it started when the signal aborts: asked first, killed after
 * five seconds. The pipelines' tool runners hand out no child, so it is taken from Node's
 * diagnostics channel `child_process`, in the asynchronous context of this very call.
 */
export async function watchChildren<T>(work: () => Promise<T>, options: WatchOptions): Promise<T> {
  const { signal } = options;
  signal.throwIfAborted();
  const context = new AsyncLocalStorage<ChildProcess[]>();
  const children: ChildProcess[] = [];
  let timer: NodeJS.Timeout | undefined;
  const listen = (message: unknown): void => {
    if (!isChildMessage(message)) return;
    const mine = context.getStore();
    if (mine === undefined) return;
    mine.push(message.process);
    // The child is announced before its pipes are there.
    message.process.once('spawn', () => options.onStart(message.process));
  };
  const stop = (): void => {
    for (const child of children) child.kill('SIGTERM');
    timer = setTimeout(() => {
      for (const child of children) child.kill('SIGKILL');
    }, KILL_AFTER_MS);
  };
  subscribe('child_process', listen);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await context.run(children, work);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    unsubscribe('child_process', listen);
  }
}

function isChildMessage(message: unknown): message is { readonly process: ChildProcess } {
  return typeof message === 'object' && message !== null && 'process' in message;
}
