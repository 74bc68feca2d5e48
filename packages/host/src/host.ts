import type { JobIdentity } from './job-identity.ts';

/** Where a fault stands: a file and a place in it (1-based), or a key. */
export type IssuePlace = {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly key?: string;
  /** The message says it too, so that surfaces without annotations need not. */
  readonly isTold?: true;
};

/** One thing to tell the user, with its place where there is one. */
export type Issue = { readonly message: string; readonly place?: IssuePlace };

/** A long transfer or wait. */
export type Progress = {
  readonly task: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
};

/** Lines for the user. Text is data: none of it can become a command of the pipeline. */
export interface HostLog {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string, place?: IssuePlace): void;
  /** What is worth knowing and is no fault; surfaces without it have a line. */
  readonly notice?: (line: string) => void;
  progress(event: Progress): void;
}

export type Outputs = { readonly [name: string]: string };

/** What a user asked to be shown: lines for people, and the same as data under a name. */
export type Answer = { readonly name: string; readonly text: string; readonly data: unknown };

/** What a step made that a pipeline can show or hand on; paths are absolute. */
export type Made =
  /** `junit` renders them; surfaces without a place for them never ask. */
  | { readonly kind: 'test-results'; readonly title: string; readonly junit: () => Promise<string> }
  | { readonly kind: 'file'; readonly path: string; readonly name: string }
  | { readonly kind: 'run-tag'; readonly text: string }
  | { readonly kind: 'image'; readonly reference: string };

/** Which of how many parts of a step's work; counted from 1. */
export type Part = { readonly number: number; readonly of: number };

/** What cleans up after a run that is killed has to know of it. */
export type RunState = {
  readonly runId: string;
  readonly temporaryDirectory: string;
  /** The engine's program; '' where the step has none. */
  readonly docker: string;
  /** `true` once the run came to its end by itself. */
  readonly ended: string;
};

/** The surface that a step runs on: a GitHub action, an Azure Pipelines task, a terminal. */
export interface Host {
  readonly kind: 'github' | 'azure-pipelines' | 'terminal';
  readonly log: HostLog;
  /** What the pipeline knows of the job's own logins. */
  readonly identity?: JobIdentity;
  /** The texts of those inputs that were given. */
  readInputs(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** An input's name as users of this surface write it. */
  spell(inputName: string): string;
  /** From now on the value prints as `***`. */
  addSecret(value: string): void;
  group<T>(title: string, work: () => Promise<T>, part?: Part): Promise<T>;
  setOutputs(outputs: Outputs): Promise<void>;
  /** Prints an answer as the result of the call; surfaces without it print lines of their log. */
  readonly answer?: (answer: Answer) => void;
  /** Tells the user why the step failed and marks it failed. Returns the process's exit code. */
  fail(issues: readonly Issue[], exitCode: 1 | 2): number;
  /** Shows a report (Markdown) beside the run, where the surface has a place for it. */
  readonly summarize?: (markdown: string) => Promise<void>;
  /** Keeps it for whoever cleans up, where the surface has such a place. */
  readonly keepState?: (state: Partial<RunState>) => void;
  /** Shows or hands on what a step made, where the surface has a place for it. */
  readonly publish?: (made: Made) => Promise<void>;
  /** The step is over, whatever came of it: tells what was held back until now. */
  readonly finish?: () => void;
}

/** Variables of the process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Takes text for one of the process's streams. */
export type Write = (text: string) => void;
