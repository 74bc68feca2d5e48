import type { RunOptions, RunResult } from './run.ts';

export type PipeOptions = Pick<RunOptions, 'env' | 'signal'>;

/** A child whose standard output is read as bytes. */
export type ReadPipe = {
  /** To be read once; leaving the loop early ends the child. */
  readonly stdout: AsyncIterable<Uint8Array>;
  /** The end of the child, its `stdout` empty; rejects with ABORTED or PROGRAM_MISSING only. */
  readonly done: Promise<RunResult>;
};

/** Streams bytes out of and into programs (`docker save`, `docker load`), with backpressure. */
export interface Pipe {
  read(program: string, args: readonly string[], options: PipeOptions): ReadPipe;
  /** Feeds the source to standard input; an error of the source ends the child and is rethrown. */
  write(
    program: string,
    args: readonly string[],
    options: PipeOptions,
    source: AsyncIterable<Uint8Array>,
  ): Promise<RunResult>;
}
