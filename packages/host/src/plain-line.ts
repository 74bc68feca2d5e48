// oxlint-disable-next-line no-control-regex -- control characters are what this file is about
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Lines of a text, without characters that move a terminal's cursor or change its colours. */
export function plainLines(text: string): string[] {
  return text.split(/\r\n|\r|\n|\u2028|\u2029/).map((line) => line.replace(CONTROL, ''));
}

/**
 * A line that no pipeline takes for a command: GitHub reads `::name::` at the start of a line and
 * `##[name]` anywhere, Azure `##vso[…]` and `##[…]` anywhere. Other lines stay as they are.
 */
export function inertLine(line: string): string {
  const opened = line.replace(/##(?=vso\[|\[)/gi, '# #');
  return /^\s*::/.test(opened) ? `| ${opened}` : opened;
}
