import { Lexer } from 'yaml';
import { textLimits } from './limits.ts';

/** What the lexer puts between tokens; none of it is in the text. */
const MARKS: readonly string[] = ['\u0002', '\u0018', '\u001F'];

/**
 * The offset where YAML is nested too deeply; undefined when it is not. Reads tokens alone, as the
 * parser goes down once for each level: brackets, and the columns that blocks begin in.
 */
export function tooDeepInYaml(text: string): number | undefined {
  const columns: number[] = [];
  let offset = 0;
  let column = 0;
  let flow = 0;
  for (const token of new Lexer().lex(text)) {
    if (MARKS.includes(token)) continue;
    if (token === '[' || token === '{') flow += 1;
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1);
    else if (flow === 0 && token !== ':' && token.trim() !== '') {
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
    }
    if (columns.length + flow > textLimits.maxDepth) return offset;
    offset += token.length;
    const lineEnd = token.lastIndexOf('\n');
    column = lineEnd < 0 ? column + token.length : token.length - lineEnd - 1;
  }
  return undefined;
}
