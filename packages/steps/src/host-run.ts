import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '@package-model/core/errors';
import { ToolError, aborted, programMissing } from '@package-model/core/process/errors';
import { LineSplitter } from '@package-model/core/process/lines';
import type { Run, RunOptions, RunResult } from '@package-model/core/process/run';
import { Tail } from '@package-model/core/process/tail';
import { findProgram, mergeEnvironment } from '@package-model/host/runner';
import type { StartProgram } from '@package-model/host/runner';

const OUTPUT_LIMIT_BYTES = 1024 * 1024;
const EXIT_CODE_OF_KILLED = 137;

/** Core's `Run` by a pipeline's own tool runner. */
export function createHostRun(
  start: StartProgram,
  baseEnvironment: Readonly<Record<string, string | undefined>>,
): Run {
  return {
    async run(program, args, options) {
      const environment = mergeEnvironment(baseEnvironment, options.env ?? {});
      if (options.signal.aborted) throw aborted(program, options.signal.reason);
      const cwd = resolve(options.cwd ?? '.');
      if (!existsSync(cwd)) {
        const message = `${program} cannot start in the folder ${cwd}: it does not exist`;
        throw new ToolError('PROGRAM_FAILED', message);
      }
      const path = findProgram(program, environment, cwd);
      if (path === undefined) throw programMissing(program, undefined);
      try {
        return await collect(
          (streams) =>
            start(path, args, {
              environment,
              cwd,
              signal: options.signal,
              // A child that does not read its input to the end is no fault: its exit code tells.
              onStart: (child) => child.stdin?.on('error', () => {}).end(options.input),
              ...streams,
            }),
          options,
        );
      } catch (cause) {
        if (options.signal.aborted) throw aborted(program, options.signal.reason);
        const message = `${program} cannot be started: ${messageOf(cause)}`;
        throw new ToolError('PROGRAM_FAILED', message, { cause });
      }
    },
  };
}

type Streams = {
  readonly onStdout: (chunk: Uint8Array) => void;
  readonly onStderr: (chunk: Uint8Array) => void;
};

async function collect(
  start: (streams: Streams) => Promise<number | null>,
  options: RunOptions,
): Promise<RunResult> {
  const stdout = createSink('stdout', options.onLine);
  const stderr = createSink('stderr', options.onLine);
  const exitCode = await start({ onStdout: stdout.push, onStderr: stderr.push });
  options.signal.throwIfAborted();
  return {
    exitCode: exitCode ?? EXIT_CODE_OF_KILLED,
    stdout: stdout.end(),
    stderr: stderr.end(),
  };
}

function createSink(name: 'stdout' | 'stderr', onLine: RunOptions['onLine']) {
  const tail = new Tail(OUTPUT_LIMIT_BYTES);
  const lines = onLine && new LineSplitter((line) => onLine(line, name));
  return {
    push: (chunk: Uint8Array): void => {
      tail.push(chunk);
      lines?.push(chunk);
    },
    end: (): string => {
      lines?.end();
      return tail.text();
    },
  };
}
