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
  const opened = withoutMarks(line);
  return startsCommand(opened) ? `| ${opened}` : opened;
}

// Both runners compare texts by the rules of a language, in which these characters do not count.
const UNSEEN = String.raw`\p{Default_Ignorable_Code_Point}*`;
const VSO = ['v', 's', 'o'].join(UNSEEN);
const TWO_SIGNS = new RegExp(`#(?=${UNSEEN}#)`, 'gu');
const MARK = new RegExp(`#(?=${UNSEEN}#${UNSEEN}(?:${VSO}${UNSEEN})?\\[)`, 'giu');
const COMMAND = new RegExp(String.raw`^[\s\p{Default_Ignorable_Code_Point}]*:${UNSEEN}:`, 'u');

/** A line in which neither `##[name]` nor `##vso[…]` stands, also not as a mere colour of the log. */
export function withoutMarks(line: string): string {
  return line.replace(MARK, '# ');
}

/** True when GitHub might read a command at the start of the line. */
export function startsCommand(line: string): boolean {
  return COMMAND.test(line);
}

/** JSON in which no pipeline finds a command: the first of two `#` is written as an escape. */
export function inertJson(json: string): string {
  return json.replace(TWO_SIGNS, String.raw`\u0023`);
}
