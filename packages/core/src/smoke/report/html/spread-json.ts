import { isJson } from '../../is-json.ts';

const LONGEST = 16 * 1024;
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON text over several lines, its numbers and names as they were written; lists of plain values
 * stay on one line. Anything else as it is.
 */
export function spreadJson(text: string): string {
  if (text.length > LONGEST || !isJson(text)) return text;
  const tokens = text.match(TOKEN) ?? [];
  const spread: boolean[] = [];
  let line = '';
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1] ?? '';
    if (token === '{' || token === '[') {
      const isEmpty = next === '}' || next === ']';
      spread.push(!isEmpty && (token === '{' || next === '{' || next === '['));
      line += token + breakAfter(spread, spread.at(-1));
    } else if (token === '}' || token === ']') {
      const wasSpread = spread.pop();
      line += (wasSpread === true ? `\n${'  '.repeat(spread.length)}` : '') + token;
    } else if (token === ',')
      line += spread.at(-1) === true ? `,${breakAfter(spread, true)}` : ', ';
    else line += token === ':' ? ': ' : token;
  }
  return line;
}

function breakAfter(spread: readonly boolean[], isSpread: boolean | undefined): string {
  return isSpread === true ? `\n${'  '.repeat(spread.length)}` : '';
}
