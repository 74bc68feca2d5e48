import type { Fault } from '../../errors.ts';
import { formatPlace } from '../../errors.ts';
import type { Requirement } from './pip-requirement.ts';
import { normalizeName, specifierOf, withSpecifier } from './pip-requirement.ts';
import type { ServerRelease } from './server-releases.ts';
import { serverReleases } from './server-releases.ts';
import { overlap, within } from './version-range.ts';

const SERVER = 'azureml-inference-server-http';

/** Packages that bring the scoring server. The old metapackage pulls the whole SDK in with it. */
export const serverPackages = { server: SERVER, metapackage: 'azureml-defaults' } as const;

/** One line that no fitting scoring server can stand beside. */
export type ServerConflict = {
  readonly requirement: Requirement;
  /** What the server wants instead: `flask~=3.1.0`. */
  readonly wants: string;
  readonly release: string;
};

export type ServerChoice =
  | {
      readonly kind: 'chosen';
      /** Lines to add, the server's own first; [] when it is listed already and complete. */
      readonly lines: readonly string[];
      /** Why this release and not a newer one; '' for the newest. */
      readonly reason: string;
    }
  | { readonly kind: 'conflict'; readonly conflicts: readonly ServerConflict[] };

/** True for the name of the server's own package, however it is written. */
export function isServer(name: string | undefined): boolean {
  return name !== undefined && normalizeName(name) === SERVER;
}

/**
 * The newest scoring server that a Python (`3.8`; unknown takes all) and the listed requirements
 * allow, or, where none fits, the lines that keep the best one away.
 */
export function chooseServer(
  pythonVersion: string | undefined,
  requirements: readonly Requirement[],
): ServerChoice {
  const listed = requirements.find((entry) => isServer(entry.name));
  const releases = candidates(pythonVersion, listed);
  // Releases that are not in the table: nothing is known of them, the dry run will tell.
  if (releases.length === 0) return unknownRelease(pythonVersion, listed);
  const tried = releases.map((release) => ({
    release,
    conflicts: conflictsWith(release, requirements),
  }));
  const fitting = tried.find((entry) => entry.conflicts.length === 0);
  if (fitting === undefined) {
    const [best] = tried.toSorted((a, b) => a.conflicts.length - b.conflicts.length);
    return { kind: 'conflict', conflicts: best?.conflicts ?? [] };
  }
  const { release } = fitting;
  const kept = Object.entries(release.forgets)
    .filter(([name, wanted]) => needsSaying(name, wanted, requirements))
    .map(([name, wanted]) => `${name}${wanted}`);
  const own = listed === undefined ? [`${SERVER}${release.specifier}`] : [];
  const reason = reasonFor(tried, release.version, pythonVersion);
  return { kind: 'chosen', lines: [...own, ...kept], reason };
}

/** What to say of a conflict, at the line's own place. */
export function conflictFault({ requirement, wants, release }: ServerConflict): Fault {
  const { text, place } = requirement;
  const message = isServer(requirement.name)
    ? `${text} does not run on this Python; write ${wants}, or leave the line out`
    : `${text} is wanted here, the scoring server (${SERVER} ${release}) needs ${wants}, and no other release goes better with the list: write ${wants}, or leave the line out`;
  return { message, ...(place === undefined ? {} : { place }) };
}

function candidates(
  pythonVersion: string | undefined,
  listed: Requirement | undefined,
): readonly ServerRelease[] {
  const wanted = listed === undefined ? '' : (specifierOf(listed.text) ?? '');
  return serverReleases().filter(
    (release) =>
      (pythonVersion === undefined || within(`==${pythonVersion}`, release.python)) &&
      overlap(`==${release.version}`, wanted),
  );
}

function unknownRelease(
  pythonVersion: string | undefined,
  listed: Requirement | undefined,
): ServerChoice {
  const [newest] = candidates(pythonVersion, undefined);
  const known = listed !== undefined && candidates(undefined, listed).length > 0;
  if (known && newest !== undefined) {
    const wants = withSpecifier(listed.text, newest.specifier);
    const conflict = { requirement: listed, wants, release: newest.version };
    return { kind: 'conflict', conflicts: [conflict] };
  }
  // A Python below all of them has a verdict of its own.
  const last = serverReleases().findLast((release) => release.specifier.startsWith('~='));
  const lines = listed === undefined ? [`${SERVER}${last?.specifier ?? ''}`] : [];
  return { kind: 'chosen', lines, reason: '' };
}

function conflictsWith(
  release: ServerRelease,
  requirements: readonly Requirement[],
): readonly ServerConflict[] {
  return requirements.flatMap((requirement) => {
    const wanted = specifierOf(requirement.text);
    if (requirement.name === undefined || wanted === undefined) return [];
    const needs = release.needs[requirement.name] ?? release.forgets[requirement.name];
    if (needs === undefined || overlap(wanted, needs)) return [];
    const wants = withSpecifier(requirement.text, needs);
    return [{ requirement, wants, release: release.version }];
  });
}

/** A line that the server's metadata forgets is left out where the user's own line says as much. */
function needsSaying(name: string, wanted: string, requirements: readonly Requirement[]): boolean {
  return !requirements.some(
    (entry) => entry.name === name && within(specifierOf(entry.text) ?? '', wanted),
  );
}

type Tried = { readonly release: ServerRelease; readonly conflicts: readonly ServerConflict[] };

function reasonFor(
  tried: readonly Tried[],
  chosen: string,
  pythonVersion: string | undefined,
): string {
  const newest = serverReleases()[0]?.version ?? chosen;
  if (chosen === newest) return '';
  const first = tried[0];
  const lines = first === undefined || first.release.version === chosen ? [] : first.conflicts;
  const said = lines.map(({ requirement: { text, place } }) =>
    place === undefined ? text : `${text} (${formatPlace(place)})`,
  );
  const python =
    pythonVersion !== undefined && first?.release.version !== newest
      ? [`Python ${pythonVersion}`]
      : [];
  return [...python, ...said].join(' and ');
}
