import type { Place } from '../../errors.ts';
import type { Requirement } from '../environment/pip-requirement.ts';
import { specifierOf } from '../environment/pip-requirement.ts';
import { overlap, within } from '../environment/version-range.ts';
import type { LogicalLine } from '../script/python-source.ts';
import { readPython } from '../script/python-source.ts';
import type { ScriptRule } from './script-rules.ts';
import { scriptRules } from './script-rules.ts';
import type { Level, Verdict } from './verdict.ts';

export type ScriptSurroundings = {
  /** `3.11`; absent when the base image decides. */
  readonly python?: string;
  /** Requirement lines as they are planned, after all changes. */
  readonly lines: readonly string[];
};

/**
 * Statements of an entry script that the planned Python and packages no longer take. What stands
 * in a `try` may be a way out already and is left alone.
 */
export function judgeScript(
  text: string,
  file: string,
  surroundings: ScriptSurroundings,
): readonly Verdict[] {
  const { lines } = readPython(text);
  return withoutTries(lines).flatMap(({ line, code }) =>
    code
      .split(';')
      .map((statement) => statement.trim())
      .flatMap((statement) => scriptRules.flatMap((rule) => judge(rule, statement, surroundings)))
      .map((verdict) => ({ ...verdict, place: { file, line } satisfies Place })),
  );
}

function judge(
  rule: ScriptRule,
  statement: string,
  { python, lines }: ScriptSurroundings,
): Verdict[] {
  if (!rule.pattern.test(statement)) return [];
  if (rule.python !== undefined && python !== undefined && !overlap(`==${python}`, rule.python)) {
    return [];
  }
  const level = levelOf(rule, python, lines);
  const message = `${statement.length > 80 ? `${statement.slice(0, 80)}…` : statement}: ${rule.why}; ${rule.instead}`;
  return level === undefined ? [] : [{ id: rule.id, level, message }];
}

/** Undefined where the listed package still has it; a warning where the base image may. */
function levelOf(
  { level, package: of, python: range }: ScriptRule,
  python: string | undefined,
  lines: readonly string[],
): Level | undefined {
  if (range !== undefined && python === undefined) return 'warning';
  if (of === undefined) return level;
  const listed = lines.find((line) => nameOf(line) === of.name);
  const wanted = listed === undefined ? undefined : specifierOf(listed);
  if (wanted === undefined) return 'warning';
  return within(wanted, of.except) ? undefined : level;
}

function nameOf(line: string): Requirement['name'] {
  return /^[A-Za-z0-9._-]+/
    .exec(line)?.[0]
    ?.toLowerCase()
    .replaceAll(/[-_.]+/g, '-');
}

function withoutTries(lines: readonly LogicalLine[]): readonly LogicalLine[] {
  let inside: number | undefined;
  return lines.filter(({ indent, code }) => {
    if (inside !== undefined && indent <= inside) inside = undefined;
    if (inside !== undefined) return false;
    if (
      /^(?:try|except\b.*|else|finally)\s*:/.test(code) &&
      /^(?:try|except\s+(?:ImportError|ModuleNotFoundError))/.test(code)
    )
      inside = indent;
    return true;
  });
}
