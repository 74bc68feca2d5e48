import type { IgnoreRule, IgnoreRules, PathKind } from './ignore-rules.ts';

/** A rule of a format where the last one that matches a path, or a folder above it, decides. */
export type MatchingRule = IgnoreRule & {
  readonly takesBack: boolean;
  matches(path: string, kind: PathKind): boolean;
};

/** Rules of one file, read from its end. */
export function lastMatchRules(name: string, rules: readonly MatchingRule[]): IgnoreRules {
  return {
    name,
    takesBack: rules.some((rule) => rule.takesBack),
    async enter() {},
    leavesOut(path, kind) {
      const last = rules.findLast((rule) => rule.matches(path, kind));
      return last === undefined || last.takesBack ? undefined : last;
    },
  };
}

/** Lines of a text with their 1-based numbers, as LF or CRLF end them; no byte order mark. */
export function numberedLines(text: string): { readonly line: number; readonly text: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((content, index) => ({ line: index + 1, text: content }));
}
