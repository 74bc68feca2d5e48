import type { Fault, Place } from '../../errors.ts';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';
import { planPatterns } from '../plan/plan-patterns.ts';

/** The base image without the `https://` that some write; a login inside it is refused unshown. */
export function checkBaseImage(
  value: string | undefined,
  path: KeyPath,
  check: { readonly placeOf: (path: KeyPath) => Place; readonly faults: Fault[] },
): string | undefined {
  if (value === undefined) return undefined;
  const image = value.trim().replace(/^(?:https?|docker):\/\//i, '');
  const refused = (message: string) => {
    check.faults.push({ message: `${formatKeyPath(path)} ${message}`, place: check.placeOf(path) });
    return undefined;
  };
  if (/@(?!sha256:)/.test(image)) {
    return refused('has a user name or password in it; remove that and log in with docker login');
  }
  if (planPatterns.image.test(image)) return image;
  return refused(`${JSON.stringify(image)} is not an image reference; write HOST/NAME:TAG`);
}
