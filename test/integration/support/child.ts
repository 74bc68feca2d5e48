import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a process came to; a signal that ended it counts as 128 and is named. */
export type ChildResult = {
  readonly exitCode: number;
  readonly killedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A process that still runs. */
export type Child = {
  readonly process: ChildProcess;
  readonly done: Promise<ChildResult>;
  /** Resolves as soon as either stream has the text; rejects when the process ends before. */
  readonly says: (text: string) => Promise<void>;
};

/** Starts a program of a pipeline: a closed standard input, pipes, and `env` alone. */
export function startChild(
  command: readonly [program: string, ...args: string[]],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Child {
  const [program, ...args] = command;
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  const done = once(child, 'close').then(() => ({
    exitCode: child.exitCode ?? 128,
    killedBy: child.signalCode,
    ...text,
  }));
  const says = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (`${text.stdout}\n${text.stderr}`.includes(wanted)) resolve();
      };
      look();
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('close', () => {
        reject(new Error(`It never said ${wanted}:\n${text.stdout}\n${text.stderr}`));
      });
    });
  return { process: child, done, says };
}

/** The variables that a pipeline's machine has by itself: where programs, engine and home are. */
export function machineEnvironment(home: string): Record<string, string> {
  const kept = ['PATH', 'DOCKER_HOST', 'LANG'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), HOME: home };
}
