import { codeOf } from '../../errors.ts';
import type { Run } from '../../process/run.ts';
import type { LookAnswer } from './look-facts.ts';
import { parseLook } from './look-facts.ts';
import { lookProgram } from './look-program.ts';

/** A Python file that is looked at: how it is called and its bytes. */
export type LookFile = { readonly name: string; readonly bytes: Uint8Array };

/** A Python that reads source with its own parser, without running any of it. */
export type Python = {
  /** `this machine` or `the base image`, for messages. */
  readonly where: string;
  /** Whether it is the one that will run the scripts, so that its word on syntax is the last. */
  readonly isImages: boolean;
  /** Undefined when there is none, or when it did not answer. */
  look(files: readonly LookFile[]): Promise<LookAnswer | undefined>;
};

const TIMEOUT_MS = 20_000;
const COMMANDS = ['python3', 'python'];

/** The request as the program reads it. */
export function lookRequest(files: readonly LookFile[], how: { readonly probe: boolean }): string {
  const encoded = files.map(({ name, bytes }) => ({
    name,
    source: Buffer.from(bytes).toString('base64'),
  }));
  return JSON.stringify({ files: encoded, probe: how.probe });
}

/** This machine's own Python, isolated from its settings and packages; each text is asked once. */
export function hostPython(run: Run, signal: AbortSignal): Python {
  const answers = new Map<string, Promise<LookAnswer | undefined>>();
  return {
    where: 'this machine',
    isImages: false,
    look(files) {
      const input = lookRequest(files, { probe: false });
      const known = answers.get(input) ?? ask(input, run, signal);
      answers.set(input, known);
      return known;
    },
  };
}

async function ask(input: string, run: Run, signal: AbortSignal): Promise<LookAnswer | undefined> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  for (const command of COMMANDS) {
    const options = { input, signal: limited };
    const args = ['-I', '-S', '-c', lookProgram];
    const result = await run.run(command, args, options).catch((error: unknown) => {
      signal.throwIfAborted();
      // Missing, or too slow: the next one is asked, and in the end nothing is checked.
      if (codeOf(error) === 'PROGRAM_MISSING' || codeOf(error) === 'ABORTED') return undefined;
      throw error;
    });
    const answer = result === undefined ? undefined : parseLook(result.stdout);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
