import type { Place } from '../../errors.ts';
import type { Dockerfile } from '../dockerfile/dockerfile-reader.ts';
import type { CondaFile } from './conda-file.ts';
import { pypiNames } from './conda-names.ts';

/** Where requirements and steps of a Dockerfile were written, by their text: `conda.yml:7`. */
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

/** The origins of a Dockerfile's instructions; of two that are the same, the first. */
export function originsOfSteps({ file, instructions }: Dockerfile): Origins {
  const entries = instructions.map(({ name, text, line }) => [
    oneLine(`${name} ${text}`),
    `${file}:${line}`,
  ]);
  return Object.fromEntries(entries.toReversed());
}

/** Where a step stands that a builder prints: in one line, however it was written. */
export function findStep(step: string, origins: Origins): Place | undefined {
  const where = origins[oneLine(step)];
  return where === undefined ? undefined : placeAt(where);
}

/**
 * Where a requirement stands: pip prints it in a form of its own, so it is compared without blanks
 * and case, and by its name where no line is the same.
 */
export function findRequirement(requirement: string, origins: Origins): Place | undefined {
  const entries = Object.entries(origins);
  const found =
    entries.find(([line]) => plain(line) === plain(requirement)) ??
    entries.find(([line]) => nameOf(line) === nameOf(requirement));
  return found === undefined ? undefined : placeAt(found[1]);
}

function placeAt(where: string): Place {
  const [, file = where, line] = /^(.*):(\d+)$/.exec(where) ?? [];
  return line === undefined ? { file } : { file, line: Number(line) };
}

function oneLine(step: string): string {
  return step.replaceAll(/\s+/g, ' ').trim();
}

function plain(line: string): string {
  return line.toLowerCase().replaceAll(/[\s"'()]/g, '');
}

function nameOf(line: string): string | undefined {
  return /^[a-z0-9._-]+/.exec(plain(line))?.[0]?.replaceAll(/[-_.]+/g, '-');
}
