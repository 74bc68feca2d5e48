import type { Fault, Place } from '../../errors.ts';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';

/** The base image without the `https://` that some write; a login inside it is refused unshown. */
export function checkBaseImage(
  value: string | undefined,
  path: KeyPath,
  check: { readonly placeOf: (path: KeyPath) => Place; readonly faults: Fault[] },
): string | undefined {
  if (value === undefined) return undefined;
  const image = value.trim().replace(/^(?:https?|docker):\/\//i, '');
  if (!/@(?!sha256:)/.test(image)) return image;
  const message = `${formatKeyPath(path)} has a user name or password in it; remove that and log in with docker login`;
  check.faults.push({ message, place: check.placeOf(path) });
  return undefined;
}
