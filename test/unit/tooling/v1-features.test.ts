import { readFileSync } from 'node:fs';
import path from 'node:path';
import { environmentKeys } from '@package-model/core/package/inference/environment-keys';
import { inferenceKeys } from '@package-model/core/package/inference/inference-keys';
import type { KeyTable } from '@package-model/core/package/inference/key-rules';
import { expect, test } from 'vitest';
import { v1Features } from '../../../packages/tooling/src/v1/features.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const proved = v1Features.flatMap(({ feature, test: proof }) =>
  proof === undefined ? [] : [{ feature, proof }],
);

test.each(proved)('$feature: the test that is named is there', ({ proof }) => {
  const text = readFileSync(path.join(root, proof.file), 'utf8');
  const literals = [`'${proof.name}'`, `"${proof.name}"`, `\`${proof.name}\``];
  // A test's name is its first argument; a table of cases may stand before it.
  const found = literals.some((literal) => text.replaceAll(/\(\s+/g, '(').includes(`(${literal},`));
  expect(found, `${proof.file} has no test ${JSON.stringify(proof.name)}`).toBe(true);
});

const ofCorpus = proved.flatMap(({ feature, proof: { project } }) =>
  project === undefined ? [] : [{ feature, project }],
);

test.each(ofCorpus)(
  '$feature: the project $project says whether it works',
  ({ feature, project }) => {
    const golden = path.join(root, 'test/fixtures/projects', project, 'expected.json');
    const outcomes = Object.values<object>(JSON.parse(readFileSync(golden, 'utf8')));
    const refused = feature.includes('refused');
    expect(outcomes.some((outcome) => (refused ? 'faults' : 'plan') in outcome)).toBe(true);
  },
);

test('no feature stands there twice', () => {
  const names = v1Features.map(({ feature }) => feature);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('every key of an inference configuration is among the features', () => {
  const listed = v1Features.map(({ feature }) => feature).join('\n');
  const missing = [...keysOf(inferenceKeys), ...keysOf(environmentKeys)].filter(
    (key) => !new RegExp(`\\b${key}\\b`).test(listed) && !notOfV1.includes(key),
  );
  expect(missing).toEqual([]);
});

/** Keys that later tools write. */
const notOfV1 = ['schema', 'assetId', 'buildContext'];

function keysOf(table: KeyTable): string[] {
  return Object.entries(table).flatMap(([key, rule]) => [
    key.replace(/^\$/, ''),
    ...(rule.kind === 'group' ? keysOf(rule.keys) : []),
  ]);
}
