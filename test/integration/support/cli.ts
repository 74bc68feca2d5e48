import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';

/** What a call of the command line came to. */
export type CliResult = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type CliOptions = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A shell's umask, before the call. */
  readonly umask?: string;
};

/** A call that still runs. */
export type CliCall = {
  readonly child: ChildProcess;
  readonly done: Promise<CliResult>;
  /** Resolves as soon as standard error has the text; rejects when the call ends before. */
  says(text: string): Promise<void>;
};

const cli = join(projectRoot, 'dist/cli.js');

/** Runs `package-model` as it ships, to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).done;
}

/** Runs it and wants success; gives its outputs, read from the one JSON object on stdout. */
export async function mustRunCli(
  args: readonly string[],
  options: CliOptions,
): Promise<Record<string, string> & { readonly stderr: string }> {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json'], options);
  if (exitCode !== 0) throw new Error(`package-model ${args.join(' ')} (${exitCode}):\n${stderr}`);
  const outputs: Record<string, string> = JSON.parse(stdout);
  return { ...outputs, stderr };
}

/** Starts `package-model` as a user on a terminal does, outside of any pipeline. */
export function startCli(args: readonly string[], options: CliOptions): CliCall {
  const { umask, cwd } = options;
  const command = [process.execPath, cli, ...args];
  const shell = ['-c', `umask ${umask ?? '022'} && exec "$@"`, 'sh', ...command];
  const child = spawn('/bin/sh', shell, {
    cwd,
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: string[] = [];
  const stderr: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
  const done = once(child, 'close').then(() => ({
    exitCode: child.exitCode,
    stdout: stdout.join(''),
    stderr: stderr.join(''),
  }));
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.join('').includes(text)) resolve();
      };
      look();
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`It never said ${text}:\n${stderr.join('')}`)));
    });
  return { child, done, says };
}

function environmentOf({ cwd, env }: CliOptions): NodeJS.ProcessEnv {
  const cacheHome = { XDG_CACHE_HOME: join(cwd, '.cache') };
  const noPipeline = { CI: undefined, GITHUB_ACTIONS: undefined, TF_BUILD: undefined };
  return { ...process.env, ...cacheHome, ...noPipeline, ...env };
}
