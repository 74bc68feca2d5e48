import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { nearest } from '../config/nearest.ts';
import { addServer } from './add-server.ts';
import type { CondaEntry, CondaFile, CondaSource, Placed, Requirement } from './conda-file.ts';
import { plainCondaFile, readCondaFile } from './conda-file.ts';
import { broughtByVenv, pypiNames } from './conda-names.ts';
import type { CondaSpec } from './conda-spec.ts';
import { normalizeName } from './pip-requirement.ts';

export type { CondaSource } from './conda-file.ts';

/** A conda environment as a base image without conda can have it. */
export type PipEnvironment = {
  /** `3.11`, when the file asks for one. */
  readonly pythonVersion?: string;
  /** Requirement lines; the scoring server is always among them. */
  readonly pip: readonly string[];
  /** One sentence per package that is not taken over as it stands. */
  readonly notes: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
};

type Reading = {
  readonly notes: string[];
  readonly moved: Requirement[];
  pythonVersion?: string;
};

/**
 * Turns a conda environment into pip requirements by a printed rule; without one only the scoring
 * server is installed. InputError BAD_FILE names each package that pip cannot have.
 */
export function parseConda(
  source: CondaSource | undefined,
  log: Pick<Log, 'info' | 'warn'>,
  judge: (file: CondaFile) => CondaFile = (file) => file,
): PipEnvironment {
  return pipEnvironment(
    judge(source === undefined ? plainCondaFile([]) : readCondaFile(source, log)),
    log,
  );
}

/** The same for a file that has been read. */
export function pipEnvironment(file: CondaFile, log: Pick<Log, 'info'>): PipEnvironment {
  const faults: Fault[] = file.entries.flatMap((entry) => {
    const why = whyNotPip(entry);
    return why === undefined ? [] : [{ message: why, place: entry.place }];
  });
  refuse('BAD_FILE', [...faults, ...file.faults]);
  const reading: Reading = { notes: [], moved: [] };
  for (const { text, place, spec } of file.entries) {
    if (spec !== undefined) readEntry(spec, { text, place }, reading);
  }
  return { ...finish(reading, file.pip, log), variables: file.variables };
}

/** Why pip cannot have a conda package; undefined when it can. */
export function whyNotPip({ text, spec }: CondaEntry): string | undefined {
  if (spec === undefined) {
    return `${JSON.stringify(text)} cannot be said to pip; move it to the pip section with a version pip knows, or let a conda manager install it (environment-manager: auto)`;
  }
  const { name } = spec;
  const isKnown =
    name === 'python' || broughtByVenv.includes(name) || Object.hasOwn(pypiNames, name);
  if (isKnown) return undefined;
  const near = nearest(name, Object.keys(pypiNames));
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  return `the conda package ${name} has no known counterpart on PyPI${hint}; move it to the pip section if PyPI has it, or let a conda manager install it (environment-manager: auto)`;
}

function finish(
  reading: Reading,
  pip: readonly Requirement[],
  log: Pick<Log, 'info'>,
): PipEnvironment {
  const { notes, pythonVersion } = reading;
  const pipNames = new Set(pip.map((entry) => entry.name));
  const moved = reading.moved.filter((entry) => {
    if (!pipNames.has(entry.name)) return true;
    notes.push(`${entry.text} of the conda part gives way to the pip part's own line.`);
    return false;
  });
  return withServer([...moved, ...pip], pythonVersion, { log, notes });
}

/** Requirements with the scoring server among them; says what was added or replaced. */
export function withServer(
  entries: readonly Requirement[],
  pythonVersion: string | undefined,
  out: { readonly log: Pick<Log, 'info'>; readonly notes: string[] },
): PipEnvironment {
  const added = addServer(entries, pythonVersion);
  refuse('BAD_FILE', added.faults);
  const notes = [...out.notes, ...added.notes];
  for (const note of notes) out.log.info(note);
  const { pip } = added;
  return { pip, notes, variables: {}, ...(pythonVersion === undefined ? {} : { pythonVersion }) };
}

function readEntry(spec: CondaSpec, written: Placed, reading: Reading): void {
  const entry = written.text;
  if (spec.name === 'python') readPython(spec, entry, reading);
  else if (broughtByVenv.includes(spec.name)) {
    reading.notes.push(`${entry} is dropped: each virtual environment brings ${spec.name}.`);
  } else movePackage(spec, written, reading);
}

function movePackage(spec: CondaSpec, written: Placed, reading: Reading): void {
  const { text: entry, place } = written;
  const name = pypiNames[spec.name] ?? spec.name;
  const text = `${name}${spec.version}`;
  const without = spec.dropped.length === 0 ? '' : `, without ${spec.dropped.join(' and ')}`;
  reading.moved.push({ name: normalizeName(name), text, place });
  reading.notes.push(`conda's ${entry} is installed by pip as ${text}${without}.`);
}

function readPython(spec: CondaSpec, entry: string, reading: Reading): void {
  const version = minorVersion(spec);
  if (version === undefined) {
    reading.notes.push(`${entry} names no single version: the base image's Python is used.`);
    return;
  }
  reading.pythonVersion = version;
  if (spec.version !== `==${version}.*` && spec.version !== `==${version}`) {
    reading.notes.push(`${entry} is read as Python ${version}: the base image sets the rest.`);
  }
}

/** `3.11` of a specification of Python that names one. */
export function minorVersion(spec: CondaSpec | undefined): string | undefined {
  return /^==(\d+\.\d+)/.exec(spec?.version ?? '')?.[1];
}
