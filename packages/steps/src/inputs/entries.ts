import { readYamlItems } from './yaml-items.ts';

/** What was read, or what is wrong with the text and what to write instead. */
export type Reading<T> = { readonly value: T } | { readonly fault: string };

const BLANKS = String.raw`[^\S\n]*`;
const QUOTED = String.raw`"([^"]*(?:""[^"]*)*)"`;
const COMMENT = new RegExp(`${BLANKS}#[^\\n]*(?:\\n|$)`, 'y');
const IN_LIST = new RegExp(`${BLANKS}(?:${QUOTED}${BLANKS}|([^,\\n]*))(,|\\n|$)`, 'y');
const ON_LINE = new RegExp(`${BLANKS}(?:${QUOTED}${BLANKS}|([^\\n]*))(\\n|$)`, 'y');

/**
 * Entries of a list input: on lines of their own, between commas, or as a list of YAML or JSON.
 * Double quotes protect commas and line ends, as in CSV; a line that starts with # is a comment.
 */
export function readEntries(text: string): Reading<readonly string[]> {
  const trimmed = text.trim();
  if (trimmed.startsWith('[') && trimmed.endsWith(']')) return readBracketed(trimmed);
  const items = readYamlItems(trimmed);
  return items === undefined ? readRecords(trimmed, IN_LIST) : { value: dropEmpty(items) };
}

/** Entries that stand on lines of their own; commas belong to them. */
export function readLines(text: string): Reading<readonly string[]> {
  return readRecords(text, ON_LINE);
}

/** A text that `readEntries` reads as just these entries, none of which is empty. */
export function writeEntries(entries: readonly string[]): string {
  return entries
    .map((entry) => (needsQuotes(entry) ? `"${entry.replaceAll('"', '""')}"` : entry))
    .join('\n');
}

/** The same list with each entry changed; one whose form is wrong stays as it is. */
export function mapEntries(text: string, change: (entry: string) => string): string {
  const entries = readEntries(text);
  return 'fault' in entries ? text : writeEntries(entries.value.map(change));
}

function readRecords(text: string, record: RegExp): Reading<readonly string[]> {
  const values: string[] = [];
  let at = 0;
  let isLineStart = true;
  while (at < text.length) {
    COMMENT.lastIndex = at;
    if (isLineStart && COMMENT.test(text)) {
      at = COMMENT.lastIndex;
      continue;
    }
    record.lastIndex = at;
    const [whole = '', quoted, plain = '', separator] = record.exec(text) ?? [];
    if (quoted === undefined && plain.startsWith('"')) {
      return { fault: `entry ${values.length + 1} has a quote without its partner; write "a, b"` };
    }
    values.push(quoted?.replaceAll('""', '"') ?? plain.trim());
    isLineStart = separator === '\n';
    at += whole.length;
  }
  return { value: dropEmpty(values) };
}

function readBracketed(text: string): Reading<readonly string[]> {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every(isScalar))
      return { value: dropEmpty(value.map(String)) };
    return { fault: 'the list holds something else than texts; write ["a", "b"]' };
  } catch {
    // YAML needs no quotes: what is between the brackets is read as any other list.
    return readRecords(text.slice(1, -1), IN_LIST);
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function dropEmpty(values: readonly string[]): string[] {
  return values.filter((value) => value.trim() !== '');
}

function needsQuotes(entry: string): boolean {
  return /[",\r\n]|^[#[]|^-\s/.test(entry) || entry !== entry.trim();
}
