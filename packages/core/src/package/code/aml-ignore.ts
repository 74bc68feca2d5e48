import ignore from 'ignore';
import type { IgnoreRules, RuleText } from './ignore-rules.ts';
import { lastMatchRules, numberedLines } from './last-match.ts';

/**
 * `.amlignore`: patterns of gitignore, each asked for itself and the last match decides. So a rule
 * may take a file back in whose folder is left out, as Azure ML's SDK always had it and git has not.
 */
export function readAmlIgnore({ text, file }: RuleText): IgnoreRules {
  const rules = numberedLines(text)
    .filter((entry) => entry.text.trim() !== '' && !entry.text.startsWith('#'))
    .map((entry) => {
      const takesBack = entry.text.startsWith('!');
      const pattern = takesBack ? entry.text.slice(1) : entry.text;
      const matcher = ignore({ ignorecase: false }).add({ pattern });
      return {
        pattern: entry.text,
        place: { file, line: entry.line },
        takesBack,
        matches: (path: string, kind: 'file' | 'folder') =>
          matcher.ignores(kind === 'folder' ? `${path}/` : path),
      };
    });
  return lastMatchRules('.amlignore', rules);
}
