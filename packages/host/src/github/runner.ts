import { createDiscard } from '../discard.ts';
import type { StartProgram } from '../runner.ts';
import { watchChildren } from '../watch-children.ts';
import { quoteProgram } from './quote-program.ts';

/** Starts programs with @actions/exec. */
export const startWithActionsExec: StartProgram = async (program, args, options) => {
  const { exec } = await import('@actions/exec');
  const discard = createDiscard();
  const work = (): Promise<number> =>
    exec(quoteProgram(program), [...args], {
      env: options.environment,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      silent: true,
      ignoreReturnCode: true,
      outStream: discard,
      errStream: discard,
      listeners: { stdout: options.onStdout, stderr: options.onStderr },
    });
  return watchChildren(work, { onStart: options.onStart, signal: options.signal });
};
