import { CodedError } from '../errors.ts';

export type ToolErrorCode = 'PROGRAM_MISSING' | 'PROGRAM_FAILED' | 'ABORTED';

/** A program could not be started, broke, or was ended because the caller's signal aborted. */
export class ToolError extends CodedError<ToolErrorCode> {}

const remedies: ReadonlyMap<string, string> = new Map([
  [
    'docker',
    'install Docker Engine (Debian and Ubuntu: apt-get install docker.io; elsewhere: ' +
      'https://docs.docker.com/engine/install/)',
  ],
  ['python3', 'install Python 3 (Debian and Ubuntu: apt-get install python3)'],
  ['git', 'install git (Debian and Ubuntu: apt-get install git)'],
]);

/** PROGRAM_MISSING with what to install. */
export function programMissing(program: string, cause: unknown): ToolError {
  const name = program.split(/[\\/]/).at(-1) ?? program;
  const remedy = remedies.get(name) ?? 'install it, or put its folder on PATH';
  return new ToolError('PROGRAM_MISSING', `the program ${program} was not found: ${remedy}`, {
    cause,
  });
}

/** ABORTED; the cause is the signal's reason. */
export function aborted(program: string, reason: unknown): ToolError {
  return new ToolError('ABORTED', `${program} was ended because the work was cancelled`, {
    cause: reason,
  });
}
