import { isRecord } from '../../is-record.ts';

/** Numbers are equal when `|actual − expected| ≤ max(absolute, relative × |expected|)`. */
export type Tolerance = { readonly relative: number; readonly absolute: number };

export const defaultTolerance: Tolerance = { relative: 1e-6, absolute: 1e-9 };

/** One place (a JSON pointer, RFC 6901; '' is the whole answer) where an answer is not as expected. */
export type Difference = {
  readonly pointer: string;
  readonly kind: 'different' | 'missing' | 'extra' | 'length';
  readonly actual: unknown;
  readonly expected: unknown;
  readonly note?: string;
};

/** `subset`: objects may have keys that are not expected. Lists are whole in either case. */
export type Extent = 'whole' | 'subset';

/** All places where two JSON values differ; none when they agree. Order of keys does not count. */
export function compare(
  actual: unknown,
  expected: unknown,
  tolerance: Tolerance,
  extent: Extent = 'whole',
): readonly Difference[] {
  return [...differences('', { actual, expected }, { tolerance, extent })];
}

type Pair = { readonly actual: unknown; readonly expected: unknown };
type Rules = { readonly tolerance: Tolerance; readonly extent: Extent };

function* differences(pointer: string, pair: Pair, rules: Rules): Generator<Difference> {
  const { actual, expected } = pair;
  if (Array.isArray(actual) && Array.isArray(expected)) {
    yield* differencesOfLists(pointer, { actual, expected }, rules);
  } else if (isRecord(actual) && isRecord(expected)) {
    yield* differencesOfObjects(pointer, { actual, expected }, rules);
  } else if (!sameScalar(actual, expected, rules.tolerance)) {
    yield { pointer, kind: 'different', actual, expected, ...encodedTwice(pair, rules) };
  }
}

type Lists = { readonly actual: readonly unknown[]; readonly expected: readonly unknown[] };

function* differencesOfLists(
  pointer: string,
  { actual, expected }: Lists,
  rules: Rules,
): Generator<Difference> {
  if (actual.length !== expected.length) {
    yield { pointer, kind: 'length', actual: actual.length, expected: expected.length };
  }
  const both = Math.min(actual.length, expected.length);
  for (let index = 0; index < both; index += 1) {
    const pair = { actual: actual[index], expected: expected[index] };
    yield* differences(`${pointer}/${index}`, pair, rules);
  }
}

type Members = Readonly<Record<string, unknown>>;
type Objects = { readonly actual: Members; readonly expected: Members };

function* differencesOfObjects(
  pointer: string,
  { actual, expected }: Objects,
  rules: Rules,
): Generator<Difference> {
  for (const key of Object.keys(expected)) {
    const below = `${pointer}/${escapeKey(key)}`;
    const pair = { actual: actual[key], expected: expected[key] };
    if (Object.hasOwn(actual, key)) yield* differences(below, pair, rules);
    else yield { pointer: below, kind: 'missing', actual: undefined, expected: pair.expected };
  }
  if (rules.extent === 'subset') return;
  for (const key of Object.keys(actual)) {
    if (Object.hasOwn(expected, key)) continue;
    const below = `${pointer}/${escapeKey(key)}`;
    yield { pointer: below, kind: 'extra', actual: actual[key], expected: undefined };
  }
}

function sameScalar(actual: unknown, expected: unknown, tolerance: Tolerance): boolean {
  if (typeof actual !== 'number' || typeof expected !== 'number') return actual === expected;
  if (Object.is(actual, expected) || actual === expected) return true;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false;
  const allowed = Math.max(tolerance.absolute, tolerance.relative * Math.abs(expected));
  return Math.abs(actual - expected) <= allowed;
}

function encodedTwice({ actual, expected }: Pair, { tolerance, extent }: Rules): { note?: string } {
  if (typeof actual !== 'string' || typeof expected !== 'object' || expected === null) return {};
  const inner = parseAnswer(actual);
  if (typeof inner?.value !== 'object' || inner.value === null) return {};
  const agrees = compare(inner.value, expected, tolerance, extent).length === 0;
  const note = `this text holds JSON itself${agrees ? ', and that agrees' : ''}: run() returns json.dumps(…), which the server encodes once more; return the value itself, or expect the text`;
  return { note };
}

/**
 * A JSON text's value, `NaN` and `Infinity` as Python writes them included (`strict: false` then);
 * undefined if none.
 */
export function parseAnswer(
  text: string,
): { readonly value: unknown; readonly strict: boolean } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value, strict: true };
  } catch {
    return /NaN|Infinity/.test(text) ? parseWithNaN(text) : undefined;
  }
}

const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;
const MARK = '\u0000number:';

function parseWithNaN(
  text: string,
): { readonly value: unknown; readonly strict: boolean } | undefined {
  try {
    const marked = text.replaceAll(STRING_OR_WORD, (token) =>
      token.startsWith('"') ? token : JSON.stringify(`${MARK}${token}`),
    );
    const value: unknown = JSON.parse(marked, (_key, member: unknown) =>
      typeof member === 'string' && member.startsWith(MARK)
        ? Number(member.slice(MARK.length))
        : member,
    );
    return { value, strict: false };
  } catch {
    // Not JSON in Python's sense either: the caller says so with the text itself.
    return undefined;
  }
}

/** `/data/0: 1.5, expected 1.25`, one line; long values are cut. */
export function formatDifference(difference: Difference): string {
  const place = difference.pointer === '' ? 'the answer' : difference.pointer;
  const note = difference.note === undefined ? '' : ` (${difference.note})`;
  const actual = shorten(difference.actual);
  const expected = shorten(difference.expected);
  switch (difference.kind) {
    case 'different':
      return `${place}: ${actual}, expected ${expected}${note}`;
    case 'missing':
      return `${place}: missing, expected ${expected}`;
    case 'extra':
      return `${place}: ${actual}, not expected`;
    case 'length':
      return `${place}: ${actual} entries, expected ${expected}`;
  }
}

/** Any value as JSON-like text of at most 120 characters. */
export function shorten(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : textOf(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch {
    // Lists inside lists, ten thousand deep: writing them out has a limit that reading has not.
    return 'a value that is nested too deeply to be shown';
  }
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
