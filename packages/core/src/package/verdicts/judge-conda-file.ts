import type { Log } from '../../log.ts';
import type { CondaEntry, CondaFile } from '../environment/conda-file.ts';
import { minorVersion } from '../environment/conda.ts';
import { parseCondaSpec } from '../environment/conda-spec.ts';
import type { Requirement } from '../environment/pip-requirement.ts';
import { normalizeName } from '../environment/pip-requirement.ts';
import { chooseServer, conflictFault, serverPackages } from '../environment/scoring-server.ts';
import type { LineVerdict } from './judge-lines.ts';
import { judgeLines, placed } from './judge-lines.ts';
import { judgePython } from './judge-python.ts';
import type { ProjectPython, PythonVerdicts } from './judge-python.ts';
import { reportChanges } from './report-changes.ts';
import { asFault } from './verdict.ts';

export type JudgeOptions = {
  /** The Python where the file names none; absent when a base image decides. */
  readonly assumedPython?: string;
  /** Who installs the conda packages: conda has old releases for old Pythons, PyPI may not. */
  readonly condaPackages: 'pip' | 'conda';
  /** `apply` makes the smallest changes to what is planned; the file stays. */
  readonly upgrade: 'apply' | 'say';
};

/**
 * Judges what a conda environment asks for before anything is built: what cannot run any more is a
 * fault of the file, or with `apply` is changed and said.
 */
export function judgeCondaFile(
  file: CondaFile,
  options: JudgeOptions,
  log: Pick<Log, 'info' | 'warn'>,
): CondaFile {
  const python = pythonOf(file, options.assumedPython);
  const lines = linesOf(file, options);
  const byPython = python === undefined ? nothing : judgePython(python, lines);
  const byRules = judgeLines(lines);
  const verdicts = [...byPython.verdicts, ...byRules.map(({ verdict }) => verdict)];
  for (const { level, message, place } of verdicts) {
    if (level === 'warning') log.warn(message, place);
  }
  if (options.upgrade === 'say') {
    const own = verdicts.filter(({ level }) => level === 'fault').map(asFault);
    const server = serverConflicts(lines, python?.version).map(conflictFault);
    return { ...file, faults: [...file.faults, ...own, ...server] };
  }
  const faulty = byRules.filter(({ verdict }) => verdict.level === 'fault');
  const first = [...faulty, ...byPython.lines];
  const next = byPython.change;
  const changed = withLines(file, first);
  const upgraded = next === undefined ? changed : setPython(changed, next.python, python);
  const server = forServer(linesOf(upgraded, options), next?.python ?? python?.version);
  const changes = [...first, ...server].map(({ change }) => change);
  reportChanges(
    next === undefined ? changes : [next.change, ...changes],
    file.source.config.file,
    log,
  );
  return withLines(upgraded, server);
}

type Replaced = Omit<LineVerdict, 'verdict'>;

const nothing: PythonVerdicts = { verdicts: [], lines: [] };

function linesOf(file: CondaFile, { condaPackages }: JudgeOptions): readonly Requirement[] {
  const moved = condaPackages === 'pip' ? file.entries.flatMap(asRequirement) : [];
  return [...moved, ...file.pip];
}

function forServer(lines: readonly Requirement[], python: string | undefined): readonly Replaced[] {
  return serverConflicts(lines, python).map(({ requirement, wants, release }) => ({
    line: requirement,
    becomes: [wants],
    change: {
      from: requirement.text,
      to: wants,
      why: `the scoring server ${release} needs it`,
      ...placed(requirement),
    },
  }));
}

function pythonOf(file: CondaFile, assumed: string | undefined): ProjectPython | undefined {
  const entry = file.entries.find(({ spec }) => spec?.name === 'python');
  if (entry === undefined) return assumed === undefined ? undefined : { version: assumed };
  const version = minorVersion(entry.spec);
  const line = { name: 'python', text: entry.text, place: entry.place };
  return version === undefined ? undefined : { version, line };
}

function asRequirement({ place, spec }: CondaEntry): Requirement[] {
  if (spec === undefined || spec.name === 'python') return [];
  return [
    {
      name: normalizeName(spec.name),
      text: `${spec.name}${spec.version}`,
      place,
    },
  ];
}

function serverConflicts(lines: readonly Requirement[], python: string | undefined) {
  const kept = lines.filter(({ name }) => name !== serverPackages.metapackage);
  const choice = chooseServer(python, kept);
  return choice.kind === 'conflict' ? choice.conflicts : [];
}

/** The file with some of its lines replaced; new ones stand under pip. */
function withLines(file: CondaFile, changes: readonly Replaced[]): CondaFile {
  const entries = file.entries.filter(
    (entry) => !asRequirement(entry).some((own) => changes.some(({ line }) => isSame(line, own))),
  );
  const gone = (line: Requirement) => changes.some((change) => isSame(change.line, line));
  const texts = [...new Set(changes.flatMap(({ becomes }) => becomes))];
  const fresh = texts.map((text) => ({
    name: normalizeName(/^[A-Za-z0-9._-]+/.exec(text)?.[0] ?? ''),
    text,
    ...placed(changes.find(({ becomes }) => becomes.includes(text))?.line ?? {}),
  }));
  return { ...file, entries, pip: [...file.pip.filter((line) => !gone(line)), ...fresh] };
}

function isSame(a: Requirement, b: Requirement): boolean {
  return a.text === b.text && a.name === b.name;
}

function setPython(file: CondaFile, version: string, python: ProjectPython | undefined): CondaFile {
  const text = `python=${version}`;
  const place = python?.line?.place ?? { file: file.source.config.file };
  const others = file.entries.filter(({ spec }) => spec?.name !== 'python');
  return { ...file, entries: [{ text, place, spec: parseCondaSpec(text) }, ...others] };
}
