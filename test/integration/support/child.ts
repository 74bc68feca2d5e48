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
  return { process: child, done };
}

/** The variables that a pipeline's machine has by itself: where programs, engine and home are. */
export function machineEnvironment(home: string): Record<string, string> {
  const kept = ['PATH', 'DOCKER_HOST', 'LANG'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), HOME: home };
}
