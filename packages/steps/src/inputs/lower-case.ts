import type { ReadText } from './define.ts';

/** On GitHub names of owners have capitals; its container registry takes none. */
const GHCR = /^(?:oci:\/\/)?ghcr\.io\/[^:@\s]*/i;

/** A reference to GitHub's container registry in lower case, as far as it has to be; others as they are. */
export function lowerCased(text: string): string {
  return text.replace(GHCR, (name) => name.toLowerCase());
}

/** The same before a reference is read. */
export function inLowerCase<T>(read: ReadText<T>): ReadText<T> {
  return (text) => read(lowerCased(text));
}

/** What to tell of a reference that is taken otherwise than it is written. */
export function noteOnCase(text: string): string | undefined {
  const lower = lowerCased(text);
  return lower === text ? undefined : `${text} is taken as ${lower}: ghcr.io has no capitals`;
}
