/** How a child process is started. Arguments are a list; no shell is ever involved. */
export type RunOptions = {
  /** Added to the (already clean) environment of the host; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Written to the child's standard input, which is then closed. */
  readonly input?: string;
  /** Called for each line of either stream while the child runs. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  readonly signal: AbortSignal;
};

export type RunResult = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
};

/**
 * Runs a program to its end. A missing program is `ToolError` PROGRAM_MISSING; a non-zero exit code
 * is a result, not an error.
 */
export interface Run {
  run(program: string, args: readonly string[], options: RunOptions): Promise<RunResult>;
}
