import type { Place } from '../../errors.ts';
import type { KeyPath } from './key-path.ts';

/** A file users write: its value, and where in the text each part of it stands. */
export type ConfigFile = {
  /** As messages name it. */
  readonly file: string;
  /** Where it is on this machine, absolute; absent for text from elsewhere. */
  readonly path?: string;
  readonly value: unknown;
  /** Line and column (1-based) of a key, or of the nearest part above it that is there. */
  readonly placeOf: (path: KeyPath) => Place;
};
