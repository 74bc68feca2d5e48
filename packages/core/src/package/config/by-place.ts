import { compareCodeUnits } from '../../canonical-json.ts';
import type { Fault } from '../../errors.ts';

/** Faults as they stand in the files; those of the configuration's own file come first. */
export function byPlace(faults: readonly Fault[], own: string): Fault[] {
  const fileOf = ({ place }: Fault) => (place?.file === own ? '' : (place?.file ?? ''));
  return faults.toSorted(
    (a, b) =>
      compareCodeUnits(fileOf(a), fileOf(b)) ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}
