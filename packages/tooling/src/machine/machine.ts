import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type CommandResult, mustRun, runCommand } from './command.ts';

/** The machine that the demo and the tests prepare: who asks, who may install, where things stay. */
export type Machine = {
  readonly signal: AbortSignal;
  /** Ends in a pipeline or with `--yes`: nothing is asked. */
  readonly assumeYes: boolean;
  /** Kept between runs: the engine's data, virtual environments, the demo's registry. */
  readonly cacheDirectory: string;
  /** What stands before a command that needs root: nothing, or `sudo`. */
  readonly asRoot: readonly string[];
  say(line: string): void;
};

/** Looks at who runs us; makes the cache folder (`$XDG_CACHE_HOME/package-model`). */
export async function openMachine(options: {
  readonly signal: AbortSignal;
  readonly assumeYes: boolean;
}): Promise<Machine> {
  const cacheHome = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  const cacheDirectory = path.join(cacheHome, 'package-model');
  await mkdir(cacheDirectory, { recursive: true });
  const ci = !['', '0', 'false'].includes(process.env['CI'] ?? '');
  return {
    signal: options.signal,
    assumeYes: options.assumeYes || ci,
    cacheDirectory,
    asRoot: process.getuid?.() === 0 ? [] : ['sudo'],
    say: (line) => process.stderr.write(`${line}\n`),
  };
}

/** Asks before the machine is changed; without a terminal and without `--yes` the answer is no. */
export async function confirm(machine: Machine, question: string): Promise<void> {
  if (machine.assumeYes) return;
  const remedy = 'run again with --yes to allow it';
  if (!process.stdin.isTTY) throw new Error(`${question} Nobody is there to answer; ${remedy}.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: machine.signal });
    if (!/^y(es)?$/iu.test(answer.trim())) throw new Error(`Not allowed; ${remedy}.`);
  } finally {
    terminal.close();
  }
}

/** Runs a command as root, with its output shown; raises when it fails. */
export async function mustRunAsRoot(
  machine: Machine,
  command: readonly [program: string, ...args: string[]],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const [program, args] = rootCommand(machine, command, env);
  await mustRun(program, args, { signal: machine.signal });
}

/** The same for a command whose exit code is an answer. */
export async function runAsRoot(
  machine: Machine,
  command: readonly [program: string, ...args: string[]],
): Promise<CommandResult> {
  const [program, args] = rootCommand(machine, command, {});
  return await runCommand(program, args, { signal: machine.signal });
}

/** Program and arguments with `sudo` before them where needed; `env` carries the variables over it. */
export function rootCommand(
  machine: Machine,
  command: readonly [program: string, ...args: string[]],
  env: NodeJS.ProcessEnv,
): readonly [program: string, args: readonly string[]] {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value ?? ''}`);
  const [program = 'env', ...args] = [...machine.asRoot, 'env', ...variables, ...command];
  return [program, args];
}

/** The folder that holds package.json, dist and examples. */
export const projectRoot = path.resolve(import.meta.dirname, '../../../..');
