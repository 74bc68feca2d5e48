import type { Clock } from '@package-model/core/clock';
import type { Log } from '@package-model/core/log';
import type { Run } from '@package-model/core/process/run';
import type { Settings } from '@package-model/core/settings';
import type * as z from 'zod/mini';

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
  /** Of a choice. */
  readonly values?: readonly string[];
  /** Shown in docs. */
  readonly example?: string;
};

export type InputTable = { readonly [name: string]: Input };
export type OutputTable = { readonly [name: string]: { readonly description: string } };

/** Values after parsing: what each schema gives, undefined where an optional one is absent. */
export type ValuesOf<T extends InputTable> = {
  readonly [K in keyof T]: z.output<T[K]['schema']>;
};

/** What a step may use of the outside world. */
export type StepContext = {
  readonly log: Log;
  readonly run: Run;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly signal: AbortSignal;
};

export type Outputs = { readonly [name: string]: string };

/** A step as every surface starts it. */
export type Step<T extends InputTable = InputTable> = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputs: T;
  readonly outputs: OutputTable;
  run(values: ValuesOf<T>, context: StepContext): Promise<Outputs>;
};
