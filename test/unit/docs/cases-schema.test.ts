import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compileSchema } from '@package-model/matchers/json-schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectRoot, snippetsIn } from './snippets.ts';

const file = path.join(projectRoot, 'schemas/cases.schema.json');
const compiled = compileSchema(JSON.parse(readFileSync(file, 'utf8')));
const fits = (value: unknown): boolean => {
  if (compiled.kind === 'faulty') throw new Error(compiled.message);
  return compiled.look(value).length === 0;
};

const snippets = snippetsIn('yaml').filter(({ kind }) => kind === 'cases');
test.each(snippets)('$file:$line fits the schema of cases files', ({ text }) => {
  expect(fits(parse(text))).toBe(true);
});

const examples = readdirSync(path.join(projectRoot, 'examples'));
test.each(examples)('the cases of examples/%s fit the schema', (name) => {
  const text = readFileSync(path.join(projectRoot, 'examples', name, 'cases.yaml'), 'utf8');
  expect(fits(parse(text))).toBe(true);
});

test.each([
  [[]],
  [[{ request: 1, expcet: {} }]],
  [[{ request: 1, expect: { statuss: 200 } }]],
  [{ cases: [{ repeat: 0 }] }],
  [[{ request: 1, expect: { jsonpath: { path: '$', equal: 1 } } }]],
])('%j does not fit it', (value) => {
  expect(fits(value)).toBe(false);
});
