import type { Place } from '../../../errors.ts';
import { nearest } from '../../config/nearest.ts';
import type { BuildContext } from '../build-context.ts';
import type { Dockerfile, Instruction } from '../dockerfile-reader.ts';
import { copiedFiles, expandAt, finalSteps, stepsOf } from '../dockerfile-steps.ts';
import type { LintFacts, Severity } from './rule.ts';
import { lintRules } from './rules.ts';

/** A broken rule in its place, with what to do. */
export type Finding = {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
};

const IGNORE = /^#\s*package-model\s+ignore(-file)?\s*=\s*(.*)$/i;

/**
 * Looks a Dockerfile over; findings in the order of its lines. `# package-model ignore=rule` on the
 * line before an instruction, or inside it, switches a rule off there; `ignore-file=rule` in all of
 * the file.
 */
export function lintDockerfile(dockerfile: Dockerfile, context?: BuildContext): Finding[] {
  const facts = factsOf(dockerfile, context);
  const off = switchedOff(dockerfile);
  const { file } = dockerfile;
  const findings = lintRules.flatMap(({ id, severity, fix, find }) =>
    find(facts).map(({ at, what }): Finding => ({
      rule: id,
      severity,
      message: `${what}; ${fix} (${id})`,
      place: { file, line: at.line },
    })),
  );
  const left = findings.filter(({ rule, place }) => !off.isOff(rule, place.line ?? 0));
  return [...left, ...off.unknown].toSorted((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0));
}

function factsOf(dockerfile: Dockerfile, context: BuildContext | undefined): LintFacts {
  const { stages } = stepsOf(dockerfile);
  const final = finalSteps(dockerfile);
  const { escape } = dockerfile;
  return {
    dockerfile,
    steps: stages.flat(),
    finalSteps: final,
    context,
    copied:
      context === undefined
        ? []
        : final.flatMap((step) =>
            copiedFiles(step, context, escape).map((file) => ({ ...file, at: step.instruction })),
          ),
    variable(name) {
      const step = final.findLast(
        ({ instruction }) =>
          instruction.name === 'ENV' && instruction.pairs.some((pair) => pair.name === name),
      );
      const value = step?.instruction.pairs.findLast((pair) => pair.name === name)?.value;
      if (step === undefined || value === undefined) return undefined;
      return { value: expandAt(step, value, escape), at: step.instruction };
    },
    lastUser: lastUser(final.map(({ instruction }) => instruction)),
  };
}

function lastUser(instructions: readonly Instruction[]): LintFacts['lastUser'] {
  const at = instructions.findLast(({ name }) => name === 'USER');
  return at === undefined ? undefined : { user: at.text.trim(), at };
}

function switchedOff(dockerfile: Dockerfile) {
  const { comments, instructions, file } = dockerfile;
  const everywhere = new Set<string>();
  const places: { readonly rule: string; readonly from: number; readonly to: number }[] = [];
  const unknown: Finding[] = [];
  for (const { text, line } of comments) {
    const [, whole, list = ''] = IGNORE.exec(text) ?? [];
    const next = instructions.find(({ endLine }) => endLine > line);
    for (const rule of list.split(/[\s,]+/).filter((name) => name !== '')) {
      if (!lintRules.some(({ id }) => id === rule)) unknown.push(unknownRule(rule, { file, line }));
      else if (whole !== undefined) everywhere.add(rule);
      else if (next !== undefined) places.push({ rule, from: next.line, to: next.endLine });
    }
  }
  const isOff = (rule: string, line: number): boolean =>
    everywhere.has(rule) ||
    places.some((place) => place.rule === rule && line >= place.from && line <= place.to);
  return { isOff, unknown };
}

function unknownRule(rule: string, place: Place): Finding {
  const near = nearest(
    rule,
    lintRules.map(({ id }) => id),
  );
  const fix = near === undefined ? 'remove it' : `did you mean ${near}?`;
  return {
    rule: 'unknown-rule',
    severity: 'warning',
    message: `there is no rule ${rule} to ignore; ${fix}`,
    place,
  };
}
