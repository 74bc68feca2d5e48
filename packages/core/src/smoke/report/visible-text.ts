/** Colours and other commands for terminals, as ECMA-48 writes them. */
const TERMINAL_COMMAND =
  // oxlint-disable-next-line no-control-regex -- terminal commands begin with one
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// oxlint-disable-next-line no-control-regex -- that is what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;
/** Marks that turn the direction of text around, so that it shows other than it is. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of a container or a service as a page may show it: no terminal commands, no control
 * characters but line end and tab, nothing that turns its direction, no half characters.
 */
export function visibleText(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(TERMINAL_COMMAND, '')
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, '\ufffd')
    .replace(TURNS, (mark) => `[U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase()}]`);
}

/** The first characters of a text, `…` behind them where more were there. */
export function cut(text: string, maxCharacters: number): string {
  const characters = Array.from(text);
  if (characters.length <= maxCharacters) return text;
  return `${characters.slice(0, maxCharacters - 1).join('')}…`;
}
