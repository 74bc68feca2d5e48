import { visibleText } from './visible-text.ts';

/** A block of Markdown that its own text cannot end: its fence is longer than any in it. */
export function codeBlock(text: string, maxCharacters: number): string {
  const shown = visibleText(text).slice(0, maxCharacters);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}\n`;
}
