import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { rows } from './migrate-rows.ts';
import { projectRoot } from './snippets.ts';

/*
 * names.json has the flags, inputs, keys and parameters of what people come from, as its last published
 * sources have them, by page and heading of docs/migrate. People look for the one they have: each stands
 * in a first column below its heading, whole, and no flag stands there that never was.
 */

type Names = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const file = path.join(projectRoot, 'test/fixtures/migrate/names.json');
const names: Names = JSON.parse(readFileSync(file, 'utf8'));
const sections = Object.entries(names).flatMap(([page, headings]) =>
  Object.entries(headings).map(([heading, known]) => ({ page, heading, known })),
);

/** The words of the code in the first column, below all headings that begin so. */
function wordsBelow(page: string, heading: string): ReadonlySet<string> {
  const below = rows.filter(
    (row) => row.page === `docs/migrate/${page}` && row.heading.startsWith(heading),
  );
  const spans = below.flatMap(({ before }) => before.match(/`[^`]+`/g) ?? []);
  return new Set(spans.flatMap((span) => span.match(/[\w.@/-]+/g) ?? []));
}

test.each(sections)('$page has all names of "$heading"', ({ page, heading, known }) => {
  const words = wordsBelow(page, heading);
  expect(known.filter((name) => !words.has(name))).toEqual([]);
});

test.each(sections)(
  '$page has no flag of "$heading" that never was',
  ({ page, heading, known }) => {
    const flags = [...wordsBelow(page, heading)].filter((word) => word.startsWith('-'));
    expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
  },
);
