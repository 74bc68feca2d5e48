import type { Requirement } from '../environment/pip-requirement.ts';
import { specifierOf } from '../environment/pip-requirement.ts';
import { overlap, within } from '../environment/version-range.ts';
import { wheelLines } from './wheel-lines.ts';

/** Pythons that a scoring server runs on, and that most packages have wheels for. */
const pythons = ['3.7', '3.8', '3.9', '3.10', '3.11', '3.12'];
const oldestCurrent = '>=3.9';

/**
 * The Pythons that PyPI has wheels of a requirement for, as a specifier; undefined where that is
 * not known. Open upwards when the line allows releases that are newer than the table.
 */
export function pythonsOf({ name, text }: Requirement): string | undefined {
  const wanted = specifierOf(text);
  const lines = wheelLines(name ?? '');
  const newest = lines.at(-1);
  if (wanted === undefined || newest === undefined) return undefined;
  if (overlap(wanted, `>=${following(newest.release)}`)) return undefined;
  return lines.findLast(({ release }) => overlap(wanted, `==${release}.*`))?.pythons;
}

/**
 * The Python that takes all lines with the least change: the nearest one of the current server's,
 * else the newest older one; undefined when none takes them all.
 */
export function choosePython(wanted: string, lines: readonly Requirement[]): string | undefined {
  const fitting = pythons.filter((python) =>
    lines.every((line) => within(`==${python}`, pythonsOf(line) ?? '')),
  );
  const current = fitting.filter((python) => within(`==${python}`, oldestCurrent));
  const distance = (python: string) => Math.abs(minor(python) - minor(wanted));
  return current.toSorted((a, b) => distance(a) - distance(b))[0] ?? fitting.at(-1);
}

/** The oldest known release of a package with wheels for a Python: `==0.24.*`. */
export function oldestFor(name: string, python: string): string | undefined {
  const line = wheelLines(name).find(({ pythons: range }) => within(`==${python}`, range));
  return line === undefined ? undefined : `==${line.release}.*`;
}

function following(release: string): string {
  const [major = '0', minorNumber = '0'] = release.split('.');
  return `${major}.${Number(minorNumber) + 1}`;
}

function minor(python: string): number {
  const [major = '3', second = '0'] = python.split('.');
  return Number(major) * 100 + Number(second);
}
