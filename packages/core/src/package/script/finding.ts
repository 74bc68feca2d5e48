import type { Fault, Place } from '../../errors.ts';

/** What a look at a script can find; docs/guides/entry-script.md says what each means. */
export const findingIds = [
  'script-syntax',
  'script-functions',
  'run-parameters',
  'run-decorators',
  'run-async',
  'double-encoding',
  'relative-import',
  'module-missing',
  'module-outside',
  'model-file',
  'single-model-path',
  'model-name',
  'walk-links',
] as const;

export type FindingId = (typeof findingIds)[number];

/** One finding: a fault surely fails in the container, a warning may. */
export type Finding = {
  readonly id: FindingId;
  readonly severity: 'fault' | 'warning';
  readonly message: string;
  readonly place: Place;
};

/** The finding as faults and annotations say it: its id at the end. */
export function faultOf({ id, message, place }: Finding): Fault {
  return { message: `${message} [${id}]`, place };
}
