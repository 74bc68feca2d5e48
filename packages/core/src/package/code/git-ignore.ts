import { stat } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';
import type { Ignore } from 'ignore';
import type { IgnoreRule, IgnoreRules, PathKind, RuleText } from './ignore-rules.ts';
import { numberedLines } from './last-match.ts';

type ReadRules = (file: string) => Promise<RuleText | undefined>;
/** The rules of one file and where the source directory is for them: '' or ending in a slash. */
type Level = { readonly file: string; readonly matcher: Ignore; readonly prefix: string };

const NAME = '.gitignore';

/**
 * `.gitignore` as git has it: the file of the source directory, those of the folders in it, and
 * those above it up to the repository's root; a nearer file wins. Undefined when the source
 * directory has none itself.
 */
export async function openGitIgnore(
  folder: string,
  read: ReadRules,
): Promise<IgnoreRules | undefined> {
  const own = await read(path.join(folder, NAME));
  if (own === undefined) return undefined;
  const above = await levelsAbove(path.resolve(folder), read);
  const nearest = levelOf(own, '');
  const below = new Map<string, Level>();
  return {
    name: NAME,
    takesBack: false,
    async enter(inner) {
      const rules = await read(path.join(folder, inner, NAME));
      if (rules !== undefined) below.set(inner, levelOf(rules, ''));
    },
    leavesOut(inner, kind) {
      for (const at of foldersOf(inner)) {
        const level = below.get(at);
        const verdict = level && ask(level, inner.slice(at.length + 1), kind);
        if (verdict !== undefined) return ruleOf(verdict);
      }
      for (const level of [nearest, ...above]) {
        const verdict = ask(level, `${level.prefix}${inner}`, kind);
        if (verdict !== undefined) return ruleOf(verdict);
      }
      return undefined;
    },
  };
}

type Verdict = { readonly kind: 'taken back' } | { readonly kind: 'left out'; rule: IgnoreRule };

function ruleOf(verdict: Verdict): IgnoreRule | undefined {
  return verdict.kind === 'left out' ? verdict.rule : undefined;
}

function ask(level: Level, local: string, kind: PathKind): Verdict | undefined {
  const { ignored, unignored, rule } = level.matcher.test(kind === 'folder' ? `${local}/` : local);
  if (unignored) return { kind: 'taken back' };
  if (!ignored || rule === undefined) return undefined;
  const place = { file: level.file, line: Number(rule.mark) };
  return { kind: 'left out', rule: { pattern: rule.pattern, place } };
}

/** The folders below the source directory that a path is in, the nearest first. */
function foldersOf(inner: string): string[] {
  const parts = inner.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

/**
 * The files above the source directory, the nearest first; none outside a repository, and none when
 * they leave out the source directory itself, which was named on purpose.
 */
async function levelsAbove(folder: string, read: ReadRules): Promise<readonly Level[]> {
  const levels: Level[] = [];
  let at = folder;
  while (!(await isThere(path.join(at, '.git')))) {
    const up = path.dirname(at);
    if (up === at) return [];
    at = up;
    const rules = await read(path.join(at, NAME));
    const prefix = `${path.relative(at, folder).split(path.sep).join('/')}/`;
    if (rules !== undefined) levels.push(levelOf(rules, prefix));
  }
  const leavesAllOut = levels.some(({ matcher, prefix }) => matcher.ignores(prefix));
  return leavesAllOut ? [] : levels;
}

function levelOf({ text, file }: RuleText, prefix: string): Level {
  const rules = numberedLines(text).map((entry) => ({
    pattern: entry.text,
    mark: String(entry.line),
  }));
  return { file, prefix, matcher: ignore({ ignorecase: false }).add(rules) };
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
