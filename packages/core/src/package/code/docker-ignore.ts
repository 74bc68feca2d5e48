import path from 'node:path';
import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { IgnoreRules, RuleText } from './ignore-rules.ts';
import { lastMatchRules, numberedLines } from './last-match.ts';
import type { MatchingRule } from './last-match.ts';

/**
 * `.dockerignore` as docker reads it: patterns from the root, `**` for any number of folders, `!`
 * takes back, the last match decides. InputError BAD_FILE names the patterns that docker refuses.
 */
export function readDockerIgnore({ text, file }: RuleText): IgnoreRules {
  const faults: Fault[] = [];
  const rules = numberedLines(text).flatMap((entry): MatchingRule[] => {
    const written = entry.text.trim();
    if (written === '' || entry.text.startsWith('#')) return [];
    const takesBack = written.startsWith('!');
    const place = { file, line: entry.line };
    const pattern = cleaned(takesBack ? written.slice(1).trim() : written);
    const expression = pattern === undefined ? undefined : toExpression(pattern);
    if (expression === undefined) {
      const message = `${JSON.stringify(written)} is not a pattern of docker; correct it, or remove the line`;
      faults.push({ message, place });
      return [];
    }
    const matches = (inner: string) => prefixesOf(inner).some((part) => expression.test(part));
    return [{ pattern: written, place, takesBack, matches }];
  });
  refuse('BAD_FILE', faults);
  return lastMatchRules('.dockerignore', rules);
}

/** Without doubled slashes, `.` and `..`, and without the slash at either end. */
function cleaned(pattern: string): string | undefined {
  if (pattern === '') return undefined;
  const normal = path.posix.normalize(pattern).replaceAll(/(?:\*\*\/)+/g, '**/');
  const clean = normal.replace(/(?<=.)\/$/, '');
  return clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean;
}

/** A path and the folders above it, from the top. */
function prefixesOf(inner: string): string[] {
  const parts = inner.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

const TOKEN =
  /\*\*\/?|[*?]|\[\^?(?:(?:\\[\s\S]|[^\\\]-])(?:-(?:\\[\s\S]|[^\\\]-]))?)+\]|\\[\s\S]|[\s\S]/gu;

/** Longer ones are no names of files, and expressions of them overflow. */
const LONGEST_PATTERN = 1000;

/** The pattern as a regular expression; undefined when it is too long, or when a bracket or a backslash stays open. */
function toExpression(pattern: string): RegExp | undefined {
  if (pattern.length > LONGEST_PATTERN) return undefined;
  let source = '';
  for (const match of pattern.matchAll(TOKEN)) {
    const [token] = match;
    const isLast = match.index + token.length === pattern.length;
    if (token === '[' || token === '\\') return undefined;
    if (token.startsWith('**')) source += isLast ? '.*' : '(?:.*/)?';
    else if (token === '*') source += '[^/]*';
    else if (token === '?') source += '[^/]';
    else if (token.startsWith('[')) source += bracketOf(token);
    else source += literal(token.startsWith('\\') ? token.slice(1) : token);
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    return undefined; // A range that runs backwards.
  }
}

function bracketOf(token: string): string {
  const negated = token.startsWith('[^') ? '^' : '';
  const members = token.slice(1 + negated.length, -1);
  const range = /\\([\s\S])|(-)|([\s\S])/gu;
  const body = members.replaceAll(range, (_, quoted?: string, dash?: string, plain?: string) =>
    dash === undefined ? literal(quoted ?? plain ?? '') : '-',
  );
  return `[${negated}${body}]`;
}

function literal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
