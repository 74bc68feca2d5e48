import type { Place } from './errors.ts';

/** What core says while it works. Hosts turn it into lines, groups, annotations and tables. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string, place?: Place): void;
  /** A long transfer or wait; the last event of a task has `doneBytes === totalBytes`. */
  progress(event: Progress): void;
  /** One row of the table that ends each run. */
  moved(move: Move): void;
}

export type Progress = {
  readonly task: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
};

/** What was moved, from where to where, how, and why it could not be reused. */
export type Move = {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly how: 'present' | 'linked' | 'mounted' | 'uploaded' | 'written' | 'loaded' | 'built';
  readonly sizeBytes: number;
  readonly durationMs: number;
  readonly why: string;
};

/** A log that drops everything, for callers that do not listen. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  progress() {},
  moved() {},
};
