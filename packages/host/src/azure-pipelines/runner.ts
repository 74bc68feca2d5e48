import { createDiscard } from '../discard.ts';
import type { StartProgram } from '../runner.ts';
import { watchChildren } from '../watch-children.ts';

/** Starts programs with azure-pipelines-task-lib's tool runner. */
export const startWithTaskLib: StartProgram = async (program, args, options) => {
  const { ToolRunner } = await import('azure-pipelines-task-lib/toolrunner.js');
  const discard = createDiscard();
  const runner = new ToolRunner(program);
  runner.arg([...args]);
  runner.on('stdout', options.onStdout);
  runner.on('stderr', options.onStderr);
  const work = (): Promise<number> =>
    runner.execAsync({
      env: options.environment,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      silent: true,
      ignoreReturnCode: true,
      outStream: discard,
      errStream: discard,
    });
  return watchChildren(work, { onStart: options.onStart, signal: options.signal });
};
