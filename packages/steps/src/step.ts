import type { Clock } from '@package-model/core/clock';
import type { Fault, Place } from '@package-model/core/errors';
import type { Log } from '@package-model/core/log';
import type { Pipe } from '@package-model/core/process/pipe';
import type { Run } from '@package-model/core/process/run';
import type { Secret } from '@package-model/core/secret';
import type { Settings } from '@package-model/core/settings';
import type { JobIdentity } from '@package-model/host/job-identity';
import type { Answer, Host, Made, Part } from '@package-model/host/host';
import type * as z from 'zod/mini';
import type { LoginRequest } from './logins/login-request.ts';

/**
 * One input of a step: the only place where it is defined. `kind` is what users see (action.yml,
 * task.json, CLI, docs); `schema` turns the text of any surface into the value the step takes.
 */
export type Input = {
  readonly kind: 'text' | 'path' | 'boolean' | 'number' | 'list' | 'choice' | 'map';
  readonly description: string;
  readonly schema: z.ZodMiniType;
  /** As text, the same on every surface; undefined means not given. */
  readonly default?: string;
  readonly required?: true;
  /** Masked as soon as it is read. */
  readonly secret?: true;
  /** Of a secret that may be JSON: names of members that anyone may know. */
  readonly openMembers?: readonly string[];
  /** Of a choice. */
  readonly values?: readonly string[];
  /** Text that holds YAML or JSON; a file may give the value itself. */
  readonly structured?: true;
  /** Tells of a text that is taken otherwise than it is written. */
  readonly noteOn?: (text: string) => string | undefined;
  /** Shown in docs. */
  readonly example?: string;
  /** Heading it stands under where a surface or page has headings. */
  readonly group?: InputGroup;
  /** What to do in its place (use `other-input`), as part of a sentence; whoever gives it is warned. */
  readonly deprecated?: string;
  /** The surfaces that have it; without this, all of them. */
  readonly only?: readonly Host['kind'][];
  /** Shown in forms only while another input has this text; without one any text, but for `except`. */
  readonly shownFor?: { readonly input: string; readonly value?: string; readonly except?: string };
  /** Its type in task.json where that is more than the kind says. */
  readonly taskType?: 'secureFile' | `connectedService:${string}`;
  /** Its default in action.yml: an expression that GitHub fills in. */
  readonly expression?: string;
  /**
   * For text that may hold a relative path: the same text with the path below `folder`. Inputs of
   * the kind path need none.
   */
  readonly relocate?: (text: string, folder: string) => string;
};

export type InputGroup =
  'model' | 'package' | 'environment' | 'image' | 'smoke-test' | 'reports' | 'logins' | 'machine';

export type InputTable = { readonly [name: string]: Input };
export type Output = {
  readonly description: string;
  /** The surfaces that have it; without this, all of them. */
  readonly only?: readonly Host['kind'][];
};
export type OutputTable = { readonly [name: string]: Output };

/** Values after parsing: what each schema gives, undefined where an optional one is absent. */
export type ValuesOf<T extends InputTable> = {
  readonly [K in keyof T]: z.output<T[K]['schema']>;
};

/** What a step may use of the outside world. */
export type StepContext = {
  readonly log: Log;
  readonly run: Run;
  readonly pipe: Pipe;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  /** Runs a part of the work as a group of its own in the log. */
  group<T>(title: string, work: () => Promise<T>, part?: Part): Promise<T>;
  /** Shows what the user asked for: lines for people, the same as JSON under a name. */
  answer(answer: Answer): void;
  /** Adds a part (Markdown) to the summary of the job, where the surface has one; by default below the others. */
  summarize(markdown: string, options?: { readonly place: 'first' }): void;
  /** Shows or hands on what the step made, where the surface has a place for it. */
  publish(made: Made): Promise<void>;
  /** True for a pull request from a fork: no login is used, and nothing leaves the machine. */
  readonly isForkPullRequest?: boolean;
  /** A line about what is worth knowing and is no fault; an annotation where there are such. */
  readonly notice?: (line: string) => void;
  /** What the pipeline knows of the job's own logins and connections. */
  readonly identity?: JobIdentity;
  /** Hides a value in everything that is printed from now on. */
  hide(secret: Secret): void;
  /** An input's name as the user's surface spells it, for messages. */
  spell(inputName: string): string;
};

/** What is known of the job before anything is opened. */
export type Job = Pick<StepContext, 'identity' | 'isForkPullRequest'>;

/** An input's text and, when a file gave it, where; the key is how the file spells it. */
export type RawInput = { readonly text: string; readonly place?: Place };
export type RawInputs = { readonly [name: string]: RawInput };

export type Outputs = { readonly [name: string]: string };

export type CompleteDeps = {
  readonly log: Log;
  readonly workingDirectory: string;
  /** True where anyone may have written the files. */
  readonly isForkPullRequest?: boolean;
};

/** A step as every surface starts it. */
export type Step<T extends InputTable = InputTable> = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputs: T;
  readonly outputs: OutputTable;
  /** Adds what files of the user say to the inputs that the surface gave, which win. */
  complete?(raw: RawInputs, deps: CompleteDeps): Promise<RawInputs>;
  /** Faults between inputs that are each right alone; found before anything is opened. */
  check?(values: ValuesOf<T>, spell: (inputName: string) => string, job: Job): readonly Fault[];
  /** The logins that its work needs; they are made when the inputs are known to be good. */
  logins?(values: ValuesOf<T>): LoginRequest;
  run(values: ValuesOf<T>, context: StepContext): Promise<Outputs>;
};
