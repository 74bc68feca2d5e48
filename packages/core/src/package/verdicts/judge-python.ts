import type { Requirement } from '../environment/pip-requirement.ts';
import { withSpecifier } from '../environment/pip-requirement.ts';
import { within } from '../environment/version-range.ts';
import { choosePython, oldestFor, pythonsOf } from './choose-python.ts';
import type { LineVerdict } from './judge-lines.ts';
import { placed } from './judge-lines.ts';
import { pythonRules } from './package-rules.ts';
import type { Change, Verdict } from './verdict.ts';

/** The Python of an environment: what a line says, or what is taken when none does. */
export type ProjectPython = {
  /** `3.6`. */
  readonly version: string;
  /** The line that says so: its text and place; absent when nothing names a Python. */
  readonly line?: Requirement;
};

export type PythonVerdicts = {
  readonly verdicts: readonly Verdict[];
  /** The Python to take instead. */
  readonly change?: { readonly python: string; readonly change: Change };
  /** Lines that no Python takes together with the others. */
  readonly lines: readonly LineVerdict[];
};

/** What is wrong with a project's Python, and with lines that have no wheels for it. */
export function judgePython(python: ProjectPython, lines: readonly Requirement[]): PythonVerdicts {
  const rule = pythonRules.find(({ versions }) => within(`==${python.version}`, versions));
  const gone = rule?.level === 'fault';
  const homeless = lines.filter((line) => !within(`==${python.version}`, pythonsOf(line) ?? ''));
  if (!gone && homeless.length === 0) {
    return { verdicts: rule === undefined ? [] : [ofPython(rule, python, undefined)], lines: [] };
  }
  const better = choosePython(python.version, lines);
  const next = better ?? (gone ? '3.9' : python.version);
  const why = gone
    ? rule.why
    : `${homeless.map((line) => line.text).join(', ')} has no wheels for Python ${python.version}`;
  const verdicts = [
    ...(gone ? [ofPython(rule, python, next)] : []),
    ...(gone ? [] : homeless.map((line) => ofLine(line, python, better))),
  ];
  return {
    verdicts,
    ...(next === python.version
      ? {}
      : { change: { python: next, change: pythonChange(python, next, why) } }),
    lines: better === undefined ? lines.flatMap((line) => bumped(line, next)) : [],
  };
}

function ofPython(
  { id, level, why }: (typeof pythonRules)[number],
  { version, line }: ProjectPython,
  better: string | undefined,
): Verdict {
  const text = line?.text ?? `Python ${version}`;
  const instead = better === undefined ? '' : `; write python=${better}`;
  return { id, level, message: `${text}: ${why}${instead}`, ...placed(line ?? {}) };
}

function ofLine(line: Requirement, python: ProjectPython, better: string | undefined): Verdict {
  const has = (pythonsOf(line) ?? '')
    .replace(/^<=/, 'up to ')
    .replace('>=', '')
    .replace(',<=', ' to ');
  const names = python.line === undefined ? 'nothing names a Python, so it gets' : 'it is for';
  const own = oldestFor(line.name ?? '', python.version);
  const choices = [
    ...(better === undefined ? [] : [`write python=${better} in the conda file`]),
    ...(own === undefined
      ? []
      : [`write ${withSpecifier(line.text, own)}, the oldest with wheels for it`]),
  ];
  const message = `${line.text}: PyPI has wheels of it for Python ${has} only, and ${names} ${python.version}; ${choices.join(', or ')}`;
  return { id: 'no-wheels', level: 'fault', message, ...placed(line) };
}

function pythonChange({ line }: ProjectPython, python: string, why: string): Change {
  const from = line === undefined ? {} : { from: line.text };
  return { ...from, to: `python=${python}`, why, ...placed(line ?? {}) };
}

/** A line that has no wheels for the Python, in the oldest release that has. */
function bumped(line: Requirement, python: string): LineVerdict[] {
  if (within(`==${python}`, pythonsOf(line) ?? '')) return [];
  const own = oldestFor(line.name ?? '', python);
  if (own === undefined) return [];
  const to = withSpecifier(line.text, own);
  const why = `no wheels for Python ${python}`;
  const message = `${line.text}: PyPI has no wheels of it for Python ${python}; write ${to}`;
  return [
    {
      verdict: { id: 'no-wheels', level: 'fault', message, ...placed(line) },
      line,
      becomes: [to],
      change: { from: line.text, to, why, ...placed(line) },
    },
  ];
}
