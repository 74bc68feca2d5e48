import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { codeOf, messageOf } from '../errors.ts';
import { ToolError, aborted, programMissing } from './errors.ts';
import { LineSplitter } from './lines.ts';
import type { Pipe, PipeOptions, ReadPipe } from './pipe.ts';
import type { Run, RunOptions, RunResult } from './run.ts';
import { Tail } from './tail.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a program is, by the environment and folder of its process; undefined when there is none.
 * Without it the system looks, which on Windows takes a program of the current folder first.
 */
export type FindProgram = (
  program: string,
  environment: Readonly<Record<string, string>>,
  workingDirectory: string,
) => string | undefined;
type Stdio = readonly ['pipe' | 'ignore', 'pipe', 'pipe'];

const outputLimitBytes = 1024 * 1024;
const killAfterMs = 5000;

/** Runs programs as children of this process with `baseEnv` and what each call adds to it. */
export function createRun(baseEnv: Environment, find?: FindProgram): Run {
  return {
    async run(program, args, options) {
      const child = start(program, args, options, {
        baseEnv,
        find,
        stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      });
      const stdout = collect(child.process.stdout, 'stdout', options.onLine);
      const stderr = collect(child.process.stderr, 'stderr', options.onLine);
      // A child that does not read its input to the end is no fault: its exit code tells.
      child.process.stdin?.on('error', () => {});
      child.process.stdin?.end(options.input);
      const exitCode = await child.ended;
      return { exitCode, stdout: stdout(), stderr: stderr() };
    },
  };
}

/** Streams bytes out of and into children of this process. */
export function createPipe(baseEnv: Environment, find?: FindProgram): Pipe {
  const machine = { baseEnv, find };
  return {
    read: (program, args, options) => readFrom(machine, program, args, options),
    async write(program, args, options, source) {
      const child = start(program, args, options, { ...machine, stdio: ['pipe', 'pipe', 'pipe'] });
      const stdout = collect(child.process.stdout, 'stdout');
      const stderr = collect(child.process.stderr, 'stderr');
      const fed = await feed(child.process, source);
      if (fed.kind === 'source-failed') child.stop();
      const exitCode = await child.ended;
      if (fed.kind === 'source-failed') throw fed.error;
      return { exitCode, stdout: stdout(), stderr: stderr() };
    },
  };
}

type Machine = { readonly baseEnv: Environment; readonly find: FindProgram | undefined };

function readFrom(
  machine: Machine,
  program: string,
  args: readonly string[],
  options: PipeOptions,
): ReadPipe {
  const child = start(program, args, options, { ...machine, stdio: ['ignore', 'pipe', 'pipe'] });
  const stderr = collect(child.process.stderr, 'stderr');
  const done = child.ended.then((exitCode): RunResult => ({
    exitCode,
    stdout: '',
    stderr: stderr(),
  }));
  // The reader may stop early and never look at `done`; whoever does still sees the rejection.
  done.catch(() => {});
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of child.process.stdout ?? []) {
        if (chunk instanceof Uint8Array) yield chunk;
      }
    } finally {
      if (child.process.exitCode === null && child.process.stdout?.readableEnded !== true) {
        child.stop();
      }
    }
  }
  return { stdout: bytes(), done };
}

type Fed = { kind: 'fed' } | { kind: 'source-failed'; error: unknown };

async function feed(child: ChildProcess, source: AsyncIterable<Uint8Array>): Promise<Fed> {
  let failure: Fed = { kind: 'fed' };
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      failure = { kind: 'source-failed', error };
      throw error;
    }
  }
  if (child.stdin === null) return failure;
  // Errors of the child's side (EPIPE) are told by its exit code, not by this.
  await pipeline(watched, child.stdin).catch(() => {});
  return failure;
}

type Child = {
  readonly process: ChildProcess;
  /** The exit code (128 + n for signal n); rejects with a ToolError. */
  readonly ended: Promise<number>;
  /** Asks the child to end, and kills it when it has not after five seconds. */
  stop(): void;
};

function start(
  program: string,
  args: readonly string[],
  options: Pick<RunOptions, 'env' | 'cwd' | 'signal'>,
  how: Machine & { readonly stdio: Stdio },
): Child {
  const { signal, cwd } = options;
  if (signal.aborted) throw aborted(program, signal.reason);
  const env = mergeEnvironment(how.baseEnv, options.env ?? {});
  const path = how.find === undefined ? program : how.find(program, env, resolve(cwd ?? '.'));
  if (path === undefined) throw programMissing(program, undefined);
  const child = spawnChild(path, args, { cwd, env, stdio: [...how.stdio] });
  let timer: NodeJS.Timeout | undefined;
  function stop(): void {
    child.kill('SIGTERM');
    timer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  }
  const ended = new Promise<number>((end, reject) => {
    child.once('error', (error) => reject(startError(program, cwd, error)));
    child.once('exit', () => {
      // A grandchild that keeps the pipes open must not hold up a cancelled call.
      if (signal.aborted) for (const stream of child.stdio) stream?.destroy();
    });
    child.once('close', (code, signalName) => {
      if (signal.aborted) reject(aborted(program, signal.reason));
      else end(code ?? exitCodeOfSignal(signalName));
    });
  }).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  });
  // Whoever awaits it later still sees the rejection.
  ended.catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  return { process: child, ended, stop };
}

function spawnChild(
  program: string,
  args: readonly string[],
  options: {
    readonly cwd: string | undefined;
    readonly env: Record<string, string>;
    readonly stdio: ('pipe' | 'ignore')[];
  },
): ChildProcess {
  try {
    return spawn(program, [...args], { ...options, windowsHide: true });
  } catch (cause) {
    throw new ToolError('PROGRAM_FAILED', `${program} cannot be started: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function startError(program: string, cwd: string | undefined, error: Error): ToolError {
  if (codeOf(error) === 'ENOENT' && cwd !== undefined && !existsSync(cwd)) {
    const message = `${program} cannot start in the folder ${cwd}: it does not exist`;
    return new ToolError('PROGRAM_FAILED', message, { cause: error });
  }
  if (codeOf(error) === 'ENOENT') return programMissing(program, error);
  const message = `${program} cannot be started: ${messageOf(error)}`;
  return new ToolError('PROGRAM_FAILED', message, { cause: error });
}

function collect(
  stream: Readable | null,
  name: 'stdout' | 'stderr',
  onLine?: RunOptions['onLine'],
): () => string {
  const tail = new Tail(outputLimitBytes);
  const lines = onLine && new LineSplitter((line) => onLine(line, name));
  stream?.on('data', (chunk: Uint8Array) => {
    tail.push(chunk);
    lines?.push(chunk);
  });
  stream?.once('end', () => lines?.end());
  return () => tail.text();
}

function mergeEnvironment(base: Environment, added: Environment): Record<string, string> {
  const entries = Object.entries({ ...base, ...added });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

const signalNumbers: ReadonlyMap<string, number> = new Map([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGKILL', 9],
  ['SIGSEGV', 11],
  ['SIGPIPE', 13],
  ['SIGTERM', 15],
]);

function exitCodeOfSignal(name: string | null): number {
  return 128 + (signalNumbers.get(name ?? '') ?? 0);
}
