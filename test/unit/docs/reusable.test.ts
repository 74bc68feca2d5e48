import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { projectRoot, snippetsOf } from './snippets.ts';

const input = z.object({
  required: z.optional(z.boolean()),
  default: z.optional(z.union([z.string(), z.boolean()])),
});
const schema = z.object({
  on: z.object({
    workflow_call: z.object({
      inputs: z.record(z.string(), input),
      secrets: z.record(z.string(), z.unknown()),
      outputs: z.record(z.string(), z.unknown()),
    }),
  }),
});
const call = z.object({
  jobs: z.object({
    model: z.object({ uses: z.string(), with: z.record(z.string(), z.unknown()) }),
  }),
});

const guide = 'docs/guides/github-actions.md';
const text = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');
const file = '.github/workflows/package-model.yml';
const { inputs, secrets, outputs } = schema.parse(parse(text(file))).on.workflow_call;
const section = text(guide).split('## The reusable workflow')[1]?.split('\n## ')[0] ?? '';

test('the guide lists the inputs of the reusable workflow with their defaults', () => {
  const listed = [...section.matchAll(/^\| `([\w-]+)` +\| (.*?) +\|/gm)];
  const told = listed.map(([, name = '', byDefault = '']) => [name, byDefault.replaceAll('`', '')]);
  const expected = Object.entries(inputs).map(([name, { required, default: byDefault }]) => {
    return [name, required === true ? 'required' : String(byDefault ?? '')];
  });
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
});

test('the guide names its secrets and outputs', () => {
  for (const name of [...Object.keys(secrets), ...Object.keys(outputs)]) {
    expect(section).toContain(`\`${name}\``);
  }
});

test('the password alone is a secret, as an output with the name of a user in it would be dropped', () => {
  expect(Object.keys(secrets)).toEqual(['registry-password']);
  expect(text(file)).not.toContain('secrets.registry-username');
  // A fork has the name and no password: it makes no login.
  expect(text(file)).toContain("HAS_LOGIN: ${{ secrets.registry-password != '' }}");
});

test('the guide calls it with inputs that it has, and with all that it needs', () => {
  const [snippet] = snippetsOf(guide).filter(({ kind }) => kind === 'reusable');
  const { model } = call.parse(parse(snippet?.text ?? '')).jobs;
  expect(model.uses).toBe(`org/package-model/${file}@v1`);
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(model.with)));
  const required = Object.entries(inputs).filter(([, one]) => one.required === true);
  expect(Object.keys(model.with)).toEqual(expect.arrayContaining(required.map(([name]) => name)));
});
