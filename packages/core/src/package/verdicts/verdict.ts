import type { Fault, Place } from '../../errors.ts';

/** A fault surely keeps the image from running; a warning may. */
export type Level = 'fault' | 'warning';

/** What is wrong with one line of a project, why, and the smallest change. */
export type Verdict = {
  /** Of the rule that was hit. */
  readonly id: string;
  readonly level: Level;
  readonly message: string;
  readonly place?: Place;
};

/** One change of the plan: a line that goes, a line that comes, or one for the other. */
export type Change = {
  readonly from?: string;
  readonly to?: string;
  readonly why: string;
  readonly place?: Place;
};

export function asFault({ message, place }: Verdict): Fault {
  return { message, ...(place === undefined ? {} : { place }) };
}
