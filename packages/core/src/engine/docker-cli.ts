import { codeOf, messageOf } from '../errors.ts';
import { ToolError } from '../process/errors.ts';
import type { Pipe } from '../process/pipe.ts';
import type { Run, RunOptions, RunResult } from '../process/run.ts';
import type { EngineName } from './engine.ts';
import type { EngineErrorCode } from './errors.ts';
import { EngineError } from './errors.ts';
import { classify } from './failure-catalogue.ts';
import { maskUrls } from './masking.ts';

/** The command line of docker, or of podman, which takes most of docker's calls. */
export type DockerCli = {
  readonly name: EngineName;
  readonly program: string;
  readonly run: Run;
  readonly pipe: Pipe;
};

export type CallOptions = Pick<RunOptions, 'env' | 'onLine' | 'signal'> & {
  /** TIMEOUT when the call takes longer; without it only the signal ends it. */
  readonly timeoutMs?: number;
};

const shownBytes = 4096;

/** For questions that an engine answers at once; a hung daemon would never. */
export const questionTimeoutMs = 15_000;

/** Runs docker to its end; the exit code is the caller's to judge. ENGINE_MISSING, TIMEOUT. */
export async function call(
  cli: DockerCli,
  args: readonly string[],
  options: CallOptions,
): Promise<RunResult> {
  const { timeoutMs, ...rest } = options;
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signal = timeout === undefined ? rest.signal : AbortSignal.any([rest.signal, timeout]);
  try {
    return await cli.run.run(cli.program, args, { ...rest, signal });
  } catch (error) {
    if (timeout?.aborted === true && !rest.signal.aborted) {
      const what = `\`${cli.program} ${args[0] ?? ''}\` did not answer in ${timeoutMs} ms`;
      throw new EngineError('TIMEOUT', `${what}: see whether the engine hangs`, { cause: error });
    }
    throw translate(error);
  }
}

/** A missing program as ENGINE_MISSING; everything else as it is. */
export function translate(error: unknown): unknown {
  if (!(error instanceof ToolError) || codeOf(error) !== 'PROGRAM_MISSING') return error;
  return new EngineError('ENGINE_MISSING', messageOf(error), { cause: error });
}

/** Runs docker and wants exit code 0; gives stdout. `what` begins the message of a failure. */
export async function expect(
  cli: DockerCli,
  what: string,
  args: readonly string[],
  options: CallOptions,
): Promise<string> {
  const result = await call(cli, args, options);
  if (result.exitCode !== 0) throw failed(what, result);
  return result.stdout;
}

/** The error for a call that ended with another exit code than 0. */
export function failed(what: string, result: Pick<RunResult, 'exitCode' | 'stderr'>): EngineError {
  const { code, remedy } = classify(result.stderr, result.exitCode);
  const said = maskUrls(result.stderr.trim().replaceAll(/\n+Run 'docker [^\n]*/g, ''));
  const text = said === '' ? `exit code ${result.exitCode}` : said.slice(-shownBytes);
  return new EngineError(code, `${what}: ${text}\nWhat to do: ${remedy}.`);
}

/** True when docker said that the image or container is not there. */
export function saysMissing(result: Pick<RunResult, 'exitCode' | 'stderr'>): boolean {
  return (
    result.exitCode !== 0 && /no such (image|container|object)|image not known/i.test(result.stderr)
  );
}

/** Refuses a value that docker would take for an option or cannot take at all: BAD_OPTION. */
export function refuseOption(name: string, value: string): void {
  if (value === '' || value.startsWith('-') || /[\0\r\n]/.test(value)) {
    throw badOption(
      `${name} is ${JSON.stringify(value)}: it may not be empty, start with - or ` +
        'have line ends',
    );
  }
}

export function badOption(message: string): EngineError {
  return new EngineError('BAD_OPTION' satisfies EngineErrorCode, message);
}
