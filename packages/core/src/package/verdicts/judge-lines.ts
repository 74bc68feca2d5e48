import type { Place } from '../../errors.ts';
import type { Requirement } from '../environment/pip-requirement.ts';
import { normalizeName, specifierOf } from '../environment/pip-requirement.ts';
import { overlap, within } from '../environment/version-range.ts';
import type { LineChange, PackageRule } from './package-rules.ts';
import { packageRules } from './package-rules.ts';
import type { Change, Verdict } from './verdict.ts';

/** A line that is judged, and what the smallest change makes of it: lines in its place. */
export type LineVerdict = {
  readonly verdict: Verdict;
  readonly line: Requirement;
  readonly becomes: readonly string[];
  readonly change: Change;
};

/** What the rules of packages say of the lines of a list. */
export function judgeLines(lines: readonly Requirement[]): readonly LineVerdict[] {
  return lines.flatMap((line) =>
    packageRules.flatMap((rule) => {
      if (!hits(rule, line)) return [];
      const made = apply(rule.change, line, lines);
      if (made === undefined) return [];
      const message = `${line.text}: ${rule.why}; ${made.instead}`;
      const place = placed(line);
      const to = made.added.length > 0 ? made.added.join(', ') : made.becomes[0];
      return [
        {
          verdict: { id: rule.id, level: rule.level, message, ...place },
          line,
          becomes: [...made.becomes, ...made.added],
          change: {
            ...(made.added.length > 0 ? {} : { from: line.text }),
            ...(to === undefined ? {} : { to }),
            why: rule.why,
            ...place,
          },
        },
      ];
    }),
  );
}

function hits(rule: PackageRule, { name, text }: Requirement): boolean {
  if (name === undefined || !rule.packages.includes(name)) return false;
  const wanted = specifierOf(text);
  if (wanted === undefined) return false;
  if (rule.versions !== undefined && !within(wanted, rule.versions)) return false;
  return rule.except === undefined || !within(wanted, rule.except);
}

type Applied = {
  readonly instead: string;
  readonly becomes: readonly string[];
  readonly added: readonly string[];
};

function apply(
  change: LineChange,
  line: Requirement,
  lines: readonly Requirement[],
): Applied | undefined {
  switch (change.kind) {
    case 'remove':
      return { instead: 'leave the line out', becomes: [], added: [] };
    case 'rename': {
      // The placeholder's versions are its own; other packages keep theirs.
      const version = change.to === 'scikit-learn' ? '' : (specifierOf(line.text) ?? '');
      const to = `${change.to}${version}`;
      return { instead: `write ${to}`, becomes: [to], added: [] };
    }
    case 'add': {
      const added = change.lines.filter((wanted) => !says(lines, wanted));
      if (added.length === 0) return undefined;
      return { instead: `add ${added.join(', ')} under pip`, becomes: [line.text], added };
    }
    default:
      return change satisfies never;
  }
}

/** True when a line holds a package to what is wanted, or wants something else on purpose. */
function says(lines: readonly Requirement[], wanted: string): boolean {
  const name = normalizeName(/^[A-Za-z0-9._-]+/.exec(wanted)?.[0] ?? '');
  const range = specifierOf(wanted) ?? '';
  return lines.some((line) => {
    const own = line.name === name ? specifierOf(line.text) : undefined;
    return own !== undefined && own !== '' && (within(own, range) || !overlap(own, range));
  });
}

export function placed({ place }: { readonly place?: Place }): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}
