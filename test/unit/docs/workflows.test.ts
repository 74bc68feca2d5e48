import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { documents, projectRoot, snippetsIn } from './snippets.ts';

const step = z.object({
  id: z.optional(z.string()),
  if: z.optional(z.string()),
  uses: z.optional(z.string()),
  run: z.optional(z.string()),
  with: z.optional(z.record(z.string(), z.unknown())),
});
const job = z.object({
  permissions: z.optional(z.record(z.string(), z.string())),
  uses: z.optional(z.string()),
  with: z.optional(z.record(z.string(), z.unknown())),
  steps: z.optional(z.array(step)),
});
const workflow = z.object({
  permissions: z.optional(z.record(z.string(), z.string())),
  jobs: z.record(z.string(), job),
});
const reusable = z.object({
  on: z.object({
    workflow_call: z.object({
      inputs: z.record(z.string(), z.object({ required: z.optional(z.boolean()) })),
      outputs: z.record(z.string(), z.object({ value: z.string() })),
    }),
  }),
});
const action = z.object({
  inputs: z.record(z.string(), z.object({ required: z.boolean() })),
  outputs: z.record(z.string(), z.unknown()),
});

const REUSABLE = '.github/workflows/package-model.yml';
const starters = readdirSync(join(projectRoot, 'docs/starter-workflows'))
  .filter((name) => name.endsWith('.yml'))
  .map((name) => `docs/starter-workflows/${name}`);

function textOf(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}

function workflowOf(file: string): z.infer<typeof workflow> {
  return workflow.parse(parse(textOf(file)));
}

function actionOf(uses: string): z.infer<typeof action> | undefined {
  const folder = /^org\/package-model(?:\/(?<folder>actions\/[a-z-]+))?@v1[\d.]*$/.exec(
    uses,
  )?.groups;
  if (!uses.startsWith('org/package-model')) return undefined;
  return action.parse(parse(textOf(join(folder?.['folder'] ?? '.', 'action.yml'))));
}

test.each([REUSABLE, ...starters])('%s gives our actions what they take', (file) => {
  const outputs = new Map<string, readonly string[]>();
  const jobs = Object.values(workflowOf(file).jobs);
  for (const { id, uses = '', with: given = {} } of jobs.flatMap(({ steps = [] }) => steps)) {
    const manifest = actionOf(uses);
    if (manifest === undefined) continue;
    const { inputs } = manifest;
    expect(Object.keys(inputs), uses).toEqual(expect.arrayContaining(Object.keys(given)));
    const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
    expect(Object.keys(given), uses).toEqual(expect.arrayContaining(required));
    if (id !== undefined) outputs.set(id, Object.keys(manifest.outputs));
  }
  const used = [...textOf(file).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)];
  for (const [whole, id = '', name = ''] of used) {
    if (outputs.has(id)) expect(outputs.get(id), whole).toContain(name);
  }
});

test.each(starters)('%s gives the reusable workflow what it takes', (file) => {
  const { inputs, outputs } = reusable.parse(parse(textOf(REUSABLE))).on.workflow_call;
  for (const { uses, with: given = {} } of Object.values(workflowOf(file).jobs)) {
    if (uses === undefined) continue;
    expect(uses).toBe(`org/package-model/${REUSABLE}@v1`);
    const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    expect(Object.keys(given)).toEqual(expect.arrayContaining(required));
  }
  for (const [whole, name = ''] of textOf(file).matchAll(/needs\.package\.outputs\.([\w-]+)/g)) {
    expect(Object.keys(outputs), whole).toContain(name);
  }
});

test('the job that runs the model has no permission, and the one that pushes those of its caller', () => {
  const { permissions, jobs } = workflowOf(REUSABLE);
  expect(permissions).toBeUndefined();
  const given = Object.entries(jobs).map(([name, one]) => [name, one.permissions]);
  expect(Object.fromEntries(given)).toEqual({
    build: { contents: 'read', packages: 'write' },
    'smoke-test': {},
    push: undefined,
  });
  // A token without permissions would be refused where nobody needs one.
  const tests = (jobs['smoke-test']?.steps ?? []).filter(({ uses }) =>
    uses?.includes('smoke-test'),
  );
  expect(tests.map((one) => one.with?.['github-token'])).toEqual(['']);
  // The one that pushes runs nothing of the model: no sources, no engine, no script but our own.
  const uses = (jobs['push']?.steps ?? []).map((one) => one.uses?.replace(/@.*/, '') ?? one.run);
  expect(uses).toEqual([
    'actions/download-artifact',
    'docker/login-action',
    'org/package-model/actions/push-image',
  ]);
});

test('the reusable workflow fetches large files where it is told to', () => {
  const steps = workflowOf(REUSABLE).jobs['build']?.steps ?? [];
  const [checkout] = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
  expect(checkout?.with).toMatchObject({ lfs: '${{ inputs.lfs }}' });
});

const OTHERS = /uses: ((?:actions|docker)\/[\w-]+)@(\S+)(?: # (v\d+)\.)?/g;

test('README, guides and starters name the majors of actions that our own workflows pin', () => {
  const own = readdirSync(join(projectRoot, '.github/workflows')).flatMap((name) => [
    ...textOf(`.github/workflows/${name}`).matchAll(OTHERS),
  ]);
  const majors = new Map(own.map(([, uses = '', , major = '']) => [uses, major]));
  const texts = [...documents(), ...starters].map(textOf);
  const named = texts.flatMap((text) =>
    [...text.matchAll(OTHERS)].map(([, uses = '', at = '']) => ({ uses, at })),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ uses, at }) => majors.get(uses) !== at)).toEqual([]);
});

test('a sample that runs for more than pushes releases for those alone, not from a merge queue', () => {
  const texts = [...snippetsIn('yaml').map(({ text }) => text), ...starters.map(textOf)];
  const events = texts.filter((text) => /^ {2}pull_request:/m.test(text));
  const conditions = events.flatMap((text) => [...text.matchAll(/^ +push: (?=\S)(.*)/gm)]);
  expect(conditions.map(([, condition]) => condition)).toEqual(
    Array.from({ length: starters.length + 1 }, () => "${{ github.event_name == 'push' }}"),
  );
});

test.each(starters)('%s has what a list of starter workflows shows', (file) => {
  const properties: unknown = JSON.parse(textOf(file.replace(/\.yml$/, '.properties.json')));
  expect(properties).toMatchObject({
    name: workflowName(file),
    description: expect.stringMatching(/^.{20,200}$/),
    iconName: expect.stringMatching(/^octicon [a-z-]+$/),
    categories: expect.arrayContaining(['Continuous integration']),
  });
});

function workflowName(file: string): unknown {
  const document: unknown = parse(textOf(file));
  return typeof document === 'object' && document !== null && 'name' in document
    ? document.name
    : undefined;
}

/** Runs a step of the first job, with a skopeo that writes down what it was asked. */
function runStep(wanted: string, env: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'reusable-step-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'skopeo'), '#!/bin/sh\necho "$@" > asked.txt\n', { mode: 0o755 });
  writeFileSync(join(folder, 'asked.txt'), '');
  const steps = workflowOf(REUSABLE).jobs['build']?.steps ?? [];
  const script = steps.find(({ id }) => id === wanted)?.run ?? '';
  const output = join(folder, 'output');
  execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { PATH: `${folder}:/usr/bin:/bin`, GITHUB_OUTPUT: output, ...env },
  });
  const lines = readFileSync(output, 'utf8').trim().split('\n');
  const outputs = Object.fromEntries(lines.map((line) => line.split('=')));
  return { outputs, asked: readFileSync(join(folder, 'asked.txt'), 'utf8').trim() };
}

function handOver(image: string, isPublic: boolean) {
  return runStep('hand-over', { IMAGE: image, PUBLIC: String(isPublic) });
}

test.each([
  ['https://github.com', 'ghcr.io/org/diabetes', 'ghcr.io', 'true'],
  ['https://github.com', 'GHCR.io/Org/diabetes', 'ghcr.io', 'true'],
  ['https://github.com', 'registry.example.com/diabetes', 'registry.example.com', 'false'],
  [
    'https://octo.ghe.com',
    'containers.octo.ghe.com/org/diabetes',
    'containers.octo.ghe.com',
    'true',
  ],
  ['https://octo.ghe.com', 'ghcr.io/org/diabetes', 'ghcr.io', 'false'],
])(
  "of %s the job's token is for its own registry alone, asked for %s",
  (server, image, host, own) => {
    const { outputs } = runStep('registry', { IMAGE: image, SERVER: server });
    const models = `oci://${image.replace(/\/[^/]*$/, '')}`;
    expect(outputs).toEqual({ host, own, models });
    // Our actions log in by themselves; nothing else may give the token to a registry.
    const logins = Object.values(workflowOf(REUSABLE).jobs)
      .flatMap(({ steps = [] }) => steps)
      .filter((one) => one.with?.['password'] === '${{ github.token }}');
    expect(logins.map((one) => one.if)).toEqual([
      "steps.registry.outputs.own == 'true' && !inputs.public",
    ]);
  },
);

const digest = `sha256:${'a'.repeat(64)}`;
const name = 'ghcr.io/org/diabetes';

test('a private candidate goes to the job that tests it as a layout folder', () => {
  const { outputs, asked } = handOver(`${name}@${digest}`, false);
  expect(asked).toBe(`copy --preserve-digests docker://${name}@${digest} oci:candidate:tested`);
  expect(outputs).toEqual({ tested: `dir:candidate@${digest}` });
});

test('a public one is pulled there, and that of a fork is a folder already', () => {
  const published = handOver(`${name}@${digest}`, true);
  expect(published).toEqual({ outputs: { tested: `${name}@${digest}` }, asked: '' });
  const fork = `dir:.models/diabetes@${digest}`;
  expect(handOver(fork, false)).toEqual({ outputs: { tested: fork }, asked: '' });
});
