import type { Place } from '../../errors.ts';
import type { CondaFile } from './conda-file.ts';
import { pypiNames } from './conda-names.ts';

/** Where requirement lines were written, by their text: `conda.yml:7`. */
export type Origins = Readonly<Record<string, string>>;

/** The origins of all lines of a conda environment, as pip is given them. */
export function originsOf({ entries, pip }: CondaFile): Origins {
  const moved = entries.flatMap(({ spec, place }) =>
    spec === undefined
      ? []
      : [{ text: `${pypiNames[spec.name] ?? spec.name}${spec.version}`, place }],
  );
  const placed = [...moved, ...pip].flatMap(({ text, place }) => {
    const where = formatted(place);
    return where === undefined ? [] : [[text, where] as const];
  });
  return Object.fromEntries(placed);
}

function formatted(place: Place | undefined): string | undefined {
  if (place?.file === undefined || place.file === '') return undefined;
  return place.line === undefined ? place.file : `${place.file}:${place.line}`;
}
