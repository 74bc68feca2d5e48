import { compare, shorten } from './compare.ts';
import type { ExpectedPath } from './smoke-case.ts';

type Predicate = {
  readonly holds: (value: unknown) => boolean;
  /** What is expected: `at least 3`. */
  readonly expected: string;
};

/** What the values that a JSONPath selects are not, a sentence each; [] when all are as expected. */
export function judgePath(wanted: ExpectedPath, value: unknown): readonly string[] {
  const selected = wanted.look(value);
  const { path, exists, count } = wanted;
  if (exists === false) {
    const found = `${path}: ${selected.length} values, the first is ${shorten(selected[0])}`;
    return selected.length === 0 ? [] : [`${found}; expected none`];
  }
  if (count !== undefined && selected.length !== count) {
    return [`${path}: ${selected.length} values, expected ${count}`];
  }
  if (selected.length === 0) return count === 0 ? [] : [`${path}: nothing there`];
  return predicatesOf(wanted).flatMap(({ holds, expected }) => {
    const wrong = selected.filter((one) => !holds(one));
    if (wrong.length === 0) return [];
    const more = wrong.length === 1 ? '' : ` (and ${wrong.length - 1} more)`;
    return [`${path}: ${shorten(wrong[0])}${more}, expected ${expected}`];
  });
}

function predicatesOf(wanted: ExpectedPath): readonly Predicate[] {
  const { equals, contains, length, min, max, matches, tolerance } = wanted;
  const same = (actual: unknown, expected: unknown): boolean =>
    compare(actual, expected, tolerance).length === 0;
  const found: (Predicate | undefined)[] = [
    equals && {
      holds: (value) => same(value, equals.value),
      expected: shorten(equals.value),
    },
    contains && {
      holds: (value) => containsOne(value, contains.value, same),
      expected: `something that contains ${shorten(contains.value)}`,
    },
    length === undefined
      ? undefined
      : { holds: (value) => lengthOf(value) === length, expected: `a length of ${length}` },
    min === undefined
      ? undefined
      : {
          holds: (value) => typeof value === 'number' && value >= min,
          expected: `at least ${min}`,
        },
    max === undefined
      ? undefined
      : { holds: (value) => typeof value === 'number' && value <= max, expected: `at most ${max}` },
    matches === undefined
      ? undefined
      : {
          holds: (value) => typeof value === 'string' && new RegExp(matches, 'u').test(value),
          expected: `a text that matches ${matches}`,
        },
  ];
  return found.filter((predicate) => predicate !== undefined);
}

function containsOne(
  value: unknown,
  part: unknown,
  same: (actual: unknown, expected: unknown) => boolean,
): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
  return Array.isArray(value) && value.some((entry: unknown) => same(entry, part));
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}
