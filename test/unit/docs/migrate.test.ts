import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseInputs } from '@package-model/steps/parse-inputs';
import { expect, test } from 'vitest';
import { hasEquivalent, pages, readRow, rows } from './migrate-rows.ts';
import type { Row } from './migrate-rows.ts';
import { projectRoot } from './snippets.ts';

/*
 * Each row of the tables of docs/migrate is held against the step that its heading names: inputs with
 * their values and outputs must be there and be taken. A row without an equivalent says why. What can
 * run of them is run by test/integration/migrate.test.ts.
 */

function faultsOf(row: Row): readonly string[] {
  if (!hasEquivalent(row)) return row.why.length < 15 ? ['it does not say why'] : [];
  const { subject, inputs, faults } = readRow(row);
  const table = Object.entries(subject.step.inputs).filter(([name]) => Object.hasOwn(inputs, name));
  const raw = Object.entries(inputs).map(([name, text]) => [name, { text }]);
  try {
    parseInputs(Object.fromEntries(table), Object.fromEntries(raw), (name) => name);
  } catch (error) {
    return [...faults, String(error)];
  }
  return faults;
}

test.each(rows)('$at: $before', (row) => {
  expect(faultsOf(row)).toEqual([]);
});

test('every page has tables, and the first page leads to each', () => {
  const index = readFileSync(path.join(projectRoot, 'docs/migrate/README.md'), 'utf8');
  for (const page of pages.filter((file) => !file.endsWith('README.md'))) {
    expect(
      rows.some((row) => row.page === page),
      page,
    ).toBe(true);
    expect(index).toContain(`(${path.basename(page)})`);
  }
});
