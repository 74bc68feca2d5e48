import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import nodePath from 'node:path';
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

/** How paths are written, and what can be started. */
export type ProgramMachine = {
  readonly path: nodePath.PlatformPath;
  readonly isProgram: (path: string) => boolean;
};

const thisMachine: ProgramMachine = { path: nodePath, isProgram };

/** The path of a program, found as a shell would; undefined when there is none. */
export function findProgram(
  program: string,
  environment: Environment,
  workingDirectory: string,
  machine: ProgramMachine = thisMachine,
): string | undefined {
  const { path } = machine;
  const endings = path === nodePath.win32 ? windowsEndings(program) : [''];
  const folders = /[\\/]/.test(program) ? [''] : searchPath(environment, path);
  for (const folder of folders) {
    const whole = path.isAbsolute(program)
      ? program
      : path.resolve(workingDirectory, path.join(folder, program));
    const found = endings.map((ending) => whole + ending).find(machine.isProgram);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How programs are looked for where the system would take one of the current folder first. */
export function programFinder(
  platform: NodeJS.Platform = process.platform,
): typeof findProgram | undefined {
  return platform === 'win32' ? findProgram : undefined;
}

/** On Windows an empty part, as a `;` at the end leaves one, is no folder: nor the current one. */
function searchPath(environment: Environment, path: nodePath.PlatformPath): string[] {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter);
  return path === nodePath.win32
    ? folders.map((folder) => folder.replaceAll('"', '')).filter((folder) => folder !== '')
    : folders;
}

/**
 * What can be started without a shell, which batch files cannot. A name without an ending is never a
 * program on Windows, though tools bring scripts for other shells under it.
 */
function windowsEndings(program: string): string[] {
  return /\.(exe|com)$/i.test(program) ? [''] : ['.exe', '.com'];
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
