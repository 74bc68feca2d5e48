import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a command ended; a missing program is exit code 127. */
export type CommandResult = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
};

export type CommandOptions = {
  readonly signal: AbortSignal;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** `inherit` hands on our own three streams; the result's texts are then ''. */
  readonly streams?: 'capture' | 'inherit';
};

/** Runs a program to its end; arguments are a list and no shell is involved. */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  options.signal.throwIfAborted();
  const stdin = options.input === undefined ? 'ignore' : 'pipe';
  const child = spawn(program, args, {
    stdio: options.streams === 'inherit' ? 'inherit' : [stdin, 'pipe', 'pipe'],
    signal: options.signal,
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A child that ends before it has read its input is judged by its exit code.
  child.stdin?.on('error', () => {}).end(options.input);
  try {
    const [exitCode] = await once(child, 'close');
    return { exitCode: typeof exitCode === 'number' ? exitCode : 1, stdout, stderr };
  } catch (error) {
    if (options.signal.aborted) throw error;
    return { exitCode: 127, stdout, stderr: error instanceof Error ? error.message : stderr };
  }
}

/** Runs a program that must succeed and gives its standard output; the error shows its last lines. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const result = await runCommand(program, args, options);
  if (result.exitCode === 0) return result.stdout;
  const tail = result.stderr.trim().split('\n').slice(-15).join('\n');
  throw new Error(`${[program, ...args].join(' ')} ended with code ${result.exitCode}\n${tail}`);
}

/** Gives up after `timeoutMs`: the exit code is then 124, as of `timeout`. */
export async function runWithin(
  timeoutMs: number,
  command: readonly [program: string, ...args: string[]],
  options: CommandOptions,
): Promise<CommandResult> {
  const [program, ...args] = command;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([options.signal, timeout]);
  try {
    return await runCommand(program, args, { ...options, signal });
  } catch (error) {
    if (!timeout.aborted || options.signal.aborted) throw error;
    return { exitCode: 124, stdout: '', stderr: `no answer within ${timeoutMs} ms` };
  }
}
