import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRules, pythonRules } from '@package-model/core/package/verdicts/package-rules';
import type { LineChange } from '@package-model/core/package/verdicts/package-rules';
import { scriptRules } from '@package-model/core/package/verdicts/script-rules';
import { wheelPackages } from '@package-model/core/package/verdicts/wheel-lines';
import { expect, test } from 'vitest';

const page = path.join(import.meta.dirname, '../../../docs/guides/old-projects.md');

test('the guide of old projects lists every verdict with its reason and its change', async () => {
  const text = await readFile(page, 'utf8');
  const listed = text
    .split('\n')
    .filter((line) => /^\| `[a-z0-9.-]+` /.test(line))
    .map((line) => line.replaceAll(/\s+\|/g, ' |'));
  expect(listed).toEqual(rows());
});

test('the guide names the packages whose wheels are known', async () => {
  const text = await readFile(page, 'utf8');
  for (const name of wheelPackages()) expect(text).toContain(`\`${name}\``);
});

function rows(): string[] {
  return [
    ...pythonRules.map(({ id, level, why, versions }) =>
      row(
        id,
        level,
        `Python ${versions}: ${why}`,
        level === 'fault' ? 'a Python that takes all lines' : '–',
      ),
    ),
    ...packageRules.map(({ id, level, why, packages, versions, change }) =>
      row(id, level, `${packages.join(', ')}${versions ?? ''}: ${why}`, changeOf(change)),
    ),
    ...scriptRules.map(({ id, level, why, instead }) => row(id, level, why, instead)),
  ];
}

function changeOf(change: LineChange): string {
  switch (change.kind) {
    case 'remove':
      return 'leave the line out';
    case 'rename':
      return `write ${change.to}`;
    case 'add':
      return `add ${change.lines.join(', ')}`;
    default:
      return change satisfies never;
  }
}

function row(...cells: readonly string[]): string {
  const [id = '', ...others] = cells;
  return `| \`${id}\` | ${others.join(' | ')} |`;
}
