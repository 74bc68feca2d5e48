import { createScanner } from 'jsonc-parser';
import { textLimits } from './limits.ts';

// The numbers of jsonc-parser's SyntaxKind, an enum that only its own compiler can read.
const OPENS: readonly number[] = [1, 3];
const CLOSES: readonly number[] = [2, 4];
const END = 17;

/** The offset of the first bracket of JSON that is nested too deeply; undefined when none is. */
export function tooDeepInJson(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let kind: number = scanner.scan(); kind !== END; kind = scanner.scan()) {
    if (OPENS.includes(kind)) depth += 1;
    else if (CLOSES.includes(kind)) depth -= 1;
    if (depth > textLimits.maxDepth) return scanner.getTokenOffset();
  }
  return undefined;
}
