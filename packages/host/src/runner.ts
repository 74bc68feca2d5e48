import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Environment } from './host.ts';

/** How a host starts a program. Arguments are a list; no shell is ever involved. */
export type StartOptions = {
  /** The whole environment of the child. */
  readonly environment: Record<string, string>;
  readonly cwd?: string;
  /** Called once, with the child; its standard input is the callee's to end. */
  readonly onStart: (child: ChildProcess) => void;
  readonly onStdout: (chunk: Uint8Array) => void;
  readonly onStderr: (chunk: Uint8Array) => void;
  /** Ends the child: asked first, then killed. */
  readonly signal: AbortSignal;
};

/** Runs a program with the pipeline's own tool runner and resolves to its exit code. */
export type StartProgram = (
  program: string,
  args: readonly string[],
  options: StartOptions,
) => Promise<number>;

/** An environment with what a call adds; undefined removes a variable. */
export function mergeEnvironment(base: Environment, added: Environment): Record<string, string> {
  const entries = Object.entries({ ...base, ...added });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The path of a program, found as a shell would; undefined when there is none. */
export function findProgram(
  program: string,
  environment: Environment,
  workingDirectory: string,
): string | undefined {
  const endings = process.platform === 'win32' ? windowsEndings(environment) : [''];
  const folders = /[\\/]/.test(program)
    ? ['']
    : (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter);
  for (const folder of folders) {
    const path = isAbsolute(program) ? program : resolve(workingDirectory, join(folder, program));
    const found = endings.map((ending) => path + ending).find(isProgram);
    if (found !== undefined) return found;
  }
  return undefined;
}

function windowsEndings(environment: Environment): string[] {
  return ['', ...(environment['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';')];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not for us: the search goes on.
    return false;
  }
}
